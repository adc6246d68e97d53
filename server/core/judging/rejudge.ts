/**
 * Updates a judgement after edits. The fixed model judges each row by that row alone, so only the rows of patches are
 * judged again. The findings depend on all tails, but the small ones settle them.
 */
import { firstRowOf, rowsAfter, type Patch, type PatchedTable } from '../csv/table/patched';
import { firstThat } from '../csv/table/rescan';
import type { RepeatedValue, Variant } from '../schema/encoding/encode';
import { usedColumns } from '../schema/encoding/usedColumns';
import { badCellsAfter, type BadCells } from '../schema/encoding/reencode';
import { encodeFor, judge, withPatternsOf, type FittedModel, type Group, type Judgement } from './fittedModel';
import { merged, SuspectList, unlikelyRows, type Suspects } from './suspects';

/** The part of a judgement that can be reported at once. */
export interface PatchedJudgement extends BadCells, Pick<Judgement, 'unlikely' | 'groups' | 'repeated' | 'variants'> {}

/** Whether rows have weights other than one: then one cell may change all weights, and every row is judged again. */
export function weighsRows({ schema }: FittedModel): boolean {
  return schema.some((column) => column.weighsRows === true);
}

/** Judges the rows of a patch. The returned model also has tails for their patterns of missing cells. */
export function* judgePatch(
  model: FittedModel,
  { table }: Patch,
): Generator<undefined, { model: FittedModel; judgement: Judgement }> {
  const encoded = encodeFor(model, table);
  const informed = yield* withPatternsOf(model, encoded.matrix);
  return { model: informed, judgement: yield* judge(informed, encoded) };
}

/**
 * The judgement of a patched table, in time that depends only on the number of suspects and on the patches.
 *
 * @param base judgement of the table before; its rows must all count once
 * @param parts judgement of each patch
 */
export function rejudge(
  model: FittedModel,
  patched: PatchedTable,
  base: Judgement,
  parts: readonly Judgement[],
): PatchedJudgement {
  return { ...foundAfter(model, patched, base, parts), ...badCellsAfter(patched, base, parts, model.schema) };
}

function foundAfter(
  model: FittedModel,
  patched: PatchedTable,
  base: Judgement,
  parts: readonly Judgement[],
): Pick<Judgement, 'suspects' | 'unlikely' | 'groups' | 'repeated' | 'variants'> {
  const suspects = suspectsAfter(patched, base, parts);
  const tests = { rows: patched.rowCount, columns: usedColumns(model.schema).length };
  return {
    suspects,
    unlikely: unlikelyRows(suspects, tests, model.falseDiscoveryRate),
    groups: groupsAfter(patched, base, parts),
    repeated: repeatedAfter(patched, base, parts),
    variants: variantsAfter(model, patched, base, parts),
  };
}

/** Suspects of the rows that stayed and of the patches. Rows keep their order, and so do equal tails. */
function suspectsAfter(
  patched: PatchedTable,
  { suspects: { rows, columns, tails, distances } }: Judgement,
  parts: readonly Judgement[],
): Suspects {
  const rowAfter = rowsAfter(patched);
  const stayed = Uint32Array.from(tails.keys()).filter(staysIn(patched, rows));
  const of: Suspects = {
    rows: Uint32Array.from(stayed, (i) => rowAfter(rows[i])),
    columns: Int32Array.from(stayed, (i) => columns[i]),
    tails: Float64Array.from(stayed, (i) => tails[i]),
    distances: Float64Array.from(stayed, (i) => distances[i]),
  };
  const put = new SuspectList();
  parts.forEach(({ suspects: own }, part) => {
    const first = firstRowOf(patched, part);
    own.rows.forEach((row, i) => {
      put.add(first + row, own.columns[i], own.tails[i], own.distances[i]);
    });
  });
  return merged(of, put.sorted());
}

/** Whether the row at an index of `rows` is in no patch. */
function staysIn({ patches }: PatchedTable, rows: Uint32Array): (place: number) => boolean {
  return (place) => {
    const at = firstThat(patches.length, (i) => patches[i].to > rows[place]);
    return at === patches.length || patches[at].from > rows[place];
  };
}

function groupsAfter(patched: PatchedTable, base: Judgement, parts: readonly Judgement[]): readonly Group[] {
  const components = [
    ...new Set([base, ...parts].flatMap(({ groups }) => groups.map(({ component }) => component))),
  ].sort((a, b) => a - b);
  return components.flatMap((component) => {
    const rows = placesAfter(
      patched,
      base,
      parts,
      ({ groups }) => groups.find((group) => group.component === component)?.rows,
    );
    return rows.length === 0 ? [] : [{ component, rows }];
  });
}

function repeatedAfter(patched: PatchedTable, base: Judgement, parts: readonly Judgement[]): readonly RepeatedValue[] {
  const isSame = (a: RepeatedValue, b: RepeatedValue): boolean => a.column === b.column && a.value === b.value;
  const all = [base, ...parts].flatMap(({ repeated }) => repeated);
  const distinct = all.filter((one, i) => all.findIndex((other) => isSame(one, other)) === i);
  distinct.sort((a, b) => a.column - b.column || a.value - b.value);
  return distinct.flatMap((one) => {
    const rows = placesAfter(
      patched,
      base,
      parts,
      ({ repeated }) => repeated.find((other) => isSame(one, other))?.rows,
    );
    return rows.length === 0 ? [] : [{ ...one, rows }];
  });
}

/** Variants by column and text, as in a judgement. */
function variantsAfter(
  { schema }: FittedModel,
  patched: PatchedTable,
  base: Judgement,
  parts: readonly Judgement[],
): readonly Variant[] {
  const isSame = (a: Variant, b: Variant): boolean => a.column === b.column && a.text === b.text;
  const distinct = [
    ...new Map(
      [base, ...parts].flatMap(({ variants }) => variants).map((one) => [`${one.column} ${one.text}`, one]),
    ).values(),
  ];
  const order = new Map(usedColumns(schema).map(({ index }, d) => [index, d]));
  distinct.sort((a, b) => (order.get(a.column) ?? -1) - (order.get(b.column) ?? -1) || (a.text < b.text ? -1 : 1));
  return distinct.flatMap((one) => {
    const rows = placesAfter(
      patched,
      base,
      parts,
      ({ variants }) => variants.find((other) => isSame(one, other))?.rows,
    );
    return rows.length === 0 ? [] : [{ ...one, rows }];
  });
}

/** New positions of some rows of the table before and of the patches, ascending. */
function placesAfter(
  patched: PatchedTable,
  base: Judgement,
  parts: readonly Judgement[],
  rowsIn: (judgement: Judgement) => Uint32Array | undefined,
): Uint32Array {
  const rowAfter = rowsAfter(patched);
  const before = rowsIn(base) ?? new Uint32Array(0);
  const stays = staysIn(patched, before);
  const stayed = Array.from(
    before.filter((_, i) => stays(i)),
    (row) => rowAfter(row),
  );
  const put = parts.flatMap((part, i) => Array.from(rowsIn(part) ?? [], (row) => firstRowOf(patched, i) + row));
  return Uint32Array.from([...stayed, ...put]).sort();
}

/** The judgement of `consolidated(patched)`: it covers all rows, at the price of a copy. */
export function consolidatedJudgement(
  model: FittedModel,
  patched: PatchedTable,
  base: Judgement,
  parts: readonly Judgement[],
): Judgement {
  const { k } = model;
  const rows = patched.rowCount;
  const posterior = new Float64Array(rows * k),
    logDensity = new Float64Array(rows),
    tail = new Float64Array(rows);
  let at = 0;
  const append = (source: Judgement, from: number, to: number): void => {
    posterior.set(source.posterior.subarray(from * k, to * k), at * k);
    logDensity.set(source.logDensity.subarray(from, to), at);
    tail.set(source.tail.subarray(from, to), at);
    at += to - from;
  };
  let row = 0;
  for (const [i, { from, to }] of patched.patches.entries()) {
    append(base, row, from);
    append(parts[i], 0, parts[i].rows);
    row = to;
  }
  append(base, row, base.rows);
  return {
    rows,
    k,
    posterior,
    logDensity,
    tail,
    ...foundAfter(model, patched, base, parts),
    ...badCellsAfter(patched, base, parts, model.schema),
  };
}
