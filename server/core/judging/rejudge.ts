/**
 * Updates a judgement after edits. The fixed model judges each row by that row alone, so only the rows of patches are
 * judged again. The findings depend on all tails, but the small ones determine them.
 */
import { firstRowOf, rowsAfter, type Patch, type PatchedTable } from '../csv/table/patched';
import { firstIndexWhere } from '../csv/table/rescan';
import type { RepeatedValue, Variant } from '../schema/encoding/encode';
import { usedColumns } from '../schema/encoding/usedColumns';
import { badCellsAfter, type BadCells } from '../schema/encoding/reencode';
import { encodeFor, judge, withTailsOfRows, type FittedModel, type Group, type Judgement } from './fittedModel';
import { mergeSuspects, SuspectList, unlikelyRows, type Suspects } from './falseDiscovery';

/** The part of a judgement that can be reported immediately. */
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
  const extendedModel = yield* withTailsOfRows(model, encoded.matrix);
  return { model: extendedModel, judgement: yield* judge(extendedModel, encoded) };
}

/**
 * Returns the judgement of a patched table, in time that depends only on the number of suspects and on the patches.
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
  return { ...findingsAfter(model, patched, base, parts), ...badCellsAfter(patched, base, parts, model.schema) };
}

function findingsAfter(
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

/** Returns the suspects of the unchanged rows and of the patches. Rows keep their order, and so do equal tails. */
function suspectsAfter(
  patched: PatchedTable,
  { suspects: { rows, columns, tails, distances } }: Judgement,
  parts: readonly Judgement[],
): Suspects {
  const rowAfter = rowsAfter(patched);
  const stayed = Uint32Array.from(tails.keys()).filter(outsidePatches(patched, rows));
  const stayedSuspects: Suspects = {
    rows: Uint32Array.from(stayed, (i) => rowAfter(rows[i])),
    columns: Int32Array.from(stayed, (i) => columns[i]),
    tails: Float64Array.from(stayed, (i) => tails[i]),
    distances: Float64Array.from(stayed, (i) => distances[i]),
  };
  const patchSuspects = new SuspectList();
  parts.forEach(({ suspects: partSuspects }, part) => {
    const first = firstRowOf(patched, part);
    partSuspects.rows.forEach((row, i) => {
      patchSuspects.add(first + row, partSuspects.columns[i], partSuspects.tails[i], partSuspects.distances[i]);
    });
  });
  return mergeSuspects(stayedSuspects, patchSuspects.sorted());
}

/** Returns a function that tests whether the row at an index of `rows` is in no patch. */
function outsidePatches({ patches }: PatchedTable, rows: Uint32Array): (place: number) => boolean {
  return (place) => {
    const at = firstIndexWhere(patches.length, (i) => patches[i].to > rows[place]);
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
  const values = [base, ...parts].flatMap(({ repeated }) => repeated);
  const distinct = values.filter((value, i) => values.findIndex((other) => isSame(value, other)) === i);
  distinct.sort((a, b) => a.column - b.column || a.value - b.value);
  return distinct.flatMap((value) => {
    const rows = placesAfter(
      patched,
      base,
      parts,
      ({ repeated }) => repeated.find((other) => isSame(value, other))?.rows,
    );
    return rows.length === 0 ? [] : [{ ...value, rows }];
  });
}

/** Returns the variants sorted by column and text, as in a judgement. */
function variantsAfter(
  { schema }: FittedModel,
  patched: PatchedTable,
  base: Judgement,
  parts: readonly Judgement[],
): readonly Variant[] {
  const isSame = (a: Variant, b: Variant): boolean => a.column === b.column && a.text === b.text;
  const distinct = [
    ...new Map(
      [base, ...parts]
        .flatMap(({ variants }) => variants)
        .map((variant) => [`${variant.column} ${variant.text}`, variant]),
    ).values(),
  ];
  const order = new Map(usedColumns(schema).map(({ index }, d) => [index, d]));
  distinct.sort((a, b) => (order.get(a.column) ?? -1) - (order.get(b.column) ?? -1) || (a.text < b.text ? -1 : 1));
  return distinct.flatMap((variant) => {
    const rows = placesAfter(
      patched,
      base,
      parts,
      ({ variants }) => variants.find((other) => isSame(variant, other))?.rows,
    );
    return rows.length === 0 ? [] : [{ ...variant, rows }];
  });
}

/** Returns the new positions of some rows of the table before and of the patches, ascending. */
function placesAfter(
  patched: PatchedTable,
  base: Judgement,
  parts: readonly Judgement[],
  rowsIn: (judgement: Judgement) => Uint32Array | undefined,
): Uint32Array {
  const rowAfter = rowsAfter(patched);
  const baseRows = rowsIn(base) ?? new Uint32Array(0);
  const isOutside = outsidePatches(patched, baseRows);
  const stayed = Array.from(
    baseRows.filter((_, i) => isOutside(i)),
    (row) => rowAfter(row),
  );
  const patchRows = parts.flatMap((part, i) => Array.from(rowsIn(part) ?? [], (row) => firstRowOf(patched, i) + row));
  return Uint32Array.from([...stayed, ...patchRows]).sort();
}

/** Returns the judgement of `consolidated(patched)`, which covers all rows and needs a copy. */
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
    ...findingsAfter(model, patched, base, parts),
    ...badCellsAfter(patched, base, parts, model.schema),
  };
}
