/** What a column is taken for and why, what is missing in it, and how the clusters differ in it. */
import type { ColumnSchema } from '../../core/schema/infer';
import type { ColumnParameters, Component, NumericParameters } from '../../protocol';
import { paragraph, type Block, type Line, type Part } from '../text/markup';
import { counted, near, percent } from '../text/numbers';

const MOST_CLUSTERS = 10;
const MOST_LEVELS = 3;

export interface HeaderHoverInput {
  readonly column: ColumnSchema;
  readonly rows: number;
  /** Of the fitted model, the heaviest first; undefined before a fit. */
  readonly components: readonly Component[] | undefined;
  /** The text changed since the fit. */
  readonly stale: boolean;
}

export function headerHover({ column, rows, components, stale }: HeaderHoverInput): readonly Block[] {
  const { name, kind, reason, missing } = column;
  const what = kind === 'ignored' ? 'left out of the fit' : kind;
  const blocks: Block[] = [
    paragraph([{ data: name, strong: true }, ` · ${what} · `, { data: reason }], [missingWords(missing, rows)]),
  ];
  const parameters = (components ?? []).flatMap((component, index) => {
    const own = Object.hasOwn(component.columns, name) ? component.columns[name] : undefined;
    return own === undefined ? [] : [{ index, weight: component.weight, own }];
  });
  if (parameters.length > 0) {
    const numeric = 'mean' in parameters[0].own;
    const shown = parameters.slice(0, MOST_CLUSTERS);
    blocks.push({
      kind: 'table',
      head: ['Cluster', 'Weight', numeric ? 'Mean ± sd' : 'Levels'],
      rows: shown.map(({ index, weight, own }) => [[`Cluster ${index + 1}`], [percent(weight)], parameterWords(own)]),
    });
    if (parameters.length > shown.length) blocks.push(paragraph([`and ${counted(parameters.length - shown.length, 'smaller cluster')}`]));
  }
  if (stale) blocks.push(paragraph(['The text changed since the fit; this is what the fit found.']));
  return blocks;
}

function missingWords(missing: number, rows: number): string {
  if (missing === 0) return 'no cell missing';
  return `${counted(missing, 'cell')} missing (${percent(missing / Math.max(1, rows))})`;
}

/** A family's own parameters, by their names. @example ' (meanlog 2.51, sdlog 0.604)' */
function ownWords(parameters: NumericParameters): string {
  const own = Object.entries(parameters).filter(([name]) => name !== 'mean' && name !== 'sd');
  const words = own.map(([name, value]) => `${name} ${near(value, Math.abs(value) / 10)}`);
  return words.length > 0 ? ` (${words.join(', ')})` : '';
}

function parameterWords(own: ColumnParameters): Line {
  if ('mean' in own) return [`${near(own.mean, own.sd)} ± ${near(own.sd, own.sd)}${ownWords(own)}`];
  const levels = Object.entries(own.probabilities).sort(([, a], [, b]) => b - a);
  const shown = levels.slice(0, MOST_LEVELS);
  const words = shown.flatMap(([level, share], i): Part[] => [i === 0 ? '"' : ', "', { data: level }, `" ${percent(share)}`]);
  return levels.length > shown.length ? [...words, ', …'] : words;
}
