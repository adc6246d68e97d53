/** The tools, one file each in `tools/`: a new one is registered here and nowhere else. */
import type { Tool } from './tool';
import { compareTables } from './tools/compareTablesTool';
import { describeTable } from './tools/describeTableTool';
import { explainRow } from './tools/explainRowTool';
import { fitMixture } from './tools/fitMixtureTool';
import { proposeFixes } from './tools/proposeFixesTool';
import { unlikelyRows } from './tools/unlikelyRowsTool';

export const TOOLS: readonly Tool[] = [
  describeTable,
  fitMixture,
  unlikelyRows,
  explainRow,
  proposeFixes,
  compareTables,
];
