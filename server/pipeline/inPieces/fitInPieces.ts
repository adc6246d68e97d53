/** Fits a text that is too large for memory, by passes over its matrix outside memory. */
import type { FitOptions, FitReport } from '../../protocol';
import { inputOf, readTyped, requireRows, type Input, type Reading } from '../../formats/table/readTable';
import { countsOf, notesOn, tableLinesOf, unreadableCells } from '../faultLines';
import type { DatabaseSteps } from '../inDatabase/fitAllRows';
import { fitLargeTable, type DatabaseFit, type FitSurroundings, type LargeTable } from '../inDatabase/fitInDatabase';
import { dialectOverrides } from '../fitTable';
import { encodingFindings } from '../tableFindings';
import { BlockPasses } from './blockPasses';
import { encodeBlocks, type EncodedBlocks, type NumberStore } from './encodedBlocks';
import { sampledText } from './sampledText';
import { textLevels } from './textLevels';

/** Surroundings of a fit in pieces. */
export interface PieceSurroundings extends FitSurroundings {
  readonly store: NumberStore;
  /** Number of rows of the sample that decides kinds and the number of components. */
  readonly sample: number;
  readonly keys?: readonly string[] | undefined;
}

/** Result of a fit in pieces. */
export interface PieceFit extends DatabaseFit {
  /** Faults of the file itself, as lines for the user. */
  readonly notes: readonly string[];
}

/** Finds the rows of a text and reads no cell. @throws FitProblem */
export function walkText(input: Input, options: FitOptions): Reading {
  const reading = readTyped(input, dialectOverrides(options), () => undefined);
  requireRows(reading, 2);
  return reading;
}

/** Fits a mixture. Yields steps, and undefined now and then. @throws FitProblem */
export function* fitInPieces(
  reading: Reading,
  options: FitOptions,
  { store, sample, keys, clock, engine }: PieceSurroundings,
): DatabaseSteps<PieceFit> {
  const { decimal, missing } = reading.beginning.dialect;
  const plain: FitOptions = { ...options, delimiter: ',', header: true, decimal, missing, quote: '"' };
  const encoded: EncodedBlocks[] = [];
  const table: LargeTable = {
    judging: '"score" with this model judges them and looks at the other columns, in memory',
    levels: (schema) => textLevels(reading, schema),
    *passes(schema) {
      encoded.push(yield* encodeBlocks(reading, schema, store, options.rowWeights));
      return new BlockPasses(encoded[0], engine);
    },
  };
  const text = sampledText(reading, sample, options.seed ?? 0);
  const { report, model } = yield* fitLargeTable(inputOf(text), table, plain, { clock, engine });
  const [{ faults }] = encoded;
  const whole: FitReport = {
    ...report,
    findings: encodingFindings(reading, faults),
    ...countsOf(reading),
    ...tableLinesOf(reading),
    ...unreadableCells(reading, model.schema, faults, keys),
  };
  return { report: whole, model, notes: notesOn(reading, model.schema, faults) };
}
