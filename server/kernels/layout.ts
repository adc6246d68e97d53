/**
 * The plan of a pass over a matrix: the position of each column in memory, and the constants that kernels need for it.
 */
import type { KernelForm } from '../core/families/family';
import { isGapless, type CellColumn, type Cells } from '../core/data/matrix';
import type { Mixture, ModelColumn, Shape } from '../core/mixture/model';
import type { ColumnSums } from '../core/schema/encoding/columnSums';
import { Dictionaries, type Dictionary } from './dictionary';
import type { Arena, Scratch } from './instance';

/** Number of rows of a block, which stays in the first-level cache from the densities to the statistics. */
export const BLOCK_ROWS = 256;
/**
 * Padding after a component's row of the block, in numbers: strides of a power of two would map all rows to the same
 * cache lines.
 */
const PADDING = 8;

/** The words of `assembly/plan.ts`. */
const HEADER_WORDS = 8;
const COLUMN_WORDS = 8;
const FORMS = { quadratic: 0, gapped: 1, table: 2 } as const;

/** A column that kernels compute. */
interface PlannedColumn {
  readonly column: ModelColumn;
  readonly kernel: KernelForm;
  readonly values: Float64Array;
  readonly hasGaps: boolean;
  /** Index of its first statistic, and number of statistics per component. */
  readonly statistics: number;
  readonly statisticCount: number;
}

/** A column of few distinct values, for each of which kernels compute Σ r. */
export interface TalliedColumn {
  readonly column: ModelColumn;
  readonly cells: CellColumn;
  readonly dictionary: Dictionary;
  /** Index of the first sum, after the statistics of the shape. */
  readonly sums: number;
}

/** A column whose values are copied block by block to where kernels can read them. */
interface CopiedColumn {
  readonly values: Float64Array;
  /** Pointer to the copy of a block. */
  readonly at: number;
  /** Index of the word that points to its row 0. */
  readonly word: number;
}

export interface Units {
  readonly indices: Uint32Array;
  readonly factors: Float64Array;
}

export interface Plan {
  /** Pointer to the words of the plan. */
  readonly at: number;
  readonly shape: Shape;
  /** Distance in numbers from one component's row of a block to the next. */
  readonly stride: number;
  /** Indices of the columns that only plain code can compute. */
  readonly plain: readonly number[];
  readonly copied: readonly CopiedColumn[];
  /** Factors that convert the kernels' statistics to those of the families. */
  readonly units: Units;
  readonly tallied: readonly TalliedColumn[];
  /** Count of the kernels' sums: the statistics of the shape, and those of the tallied columns. */
  readonly statisticCount: number;
}

/** A plan with its inputs. */
interface MadePlan {
  readonly shape: Shape;
  readonly columns: Cells['columns'];
  readonly rowWeights: Float64Array | undefined;
  readonly rows: number;
  readonly planned: readonly PlannedColumn[];
  readonly plan: Plan;
}

/** Position of a plan's words, and the copied columns of a block. */
interface PlanPlace {
  readonly at: number;
  readonly wordBytes: number;
  readonly blocks: number;
  readonly stride: number;
}

/** Makes plans in one place of the memory: each overwrites the one before. A run makes many passes with one plan. */
export class Planner {
  private readonly room: Scratch;
  private readonly blocks: Scratch;
  private readonly dictionaries: Dictionaries;
  private last: MadePlan | undefined;
  /** Columns do not change, so they are searched for gaps once. */
  private readonly gaps = new WeakMap<Float64Array, boolean>();

  /** @param allocate allocates room for numbers that outlive a plan */
  constructor(
    private readonly arena: Arena,
    private readonly sums: ColumnSums,
    newScratch: () => Scratch,
    allocate: (length: number) => Float64Array,
  ) {
    this.room = newScratch();
    this.blocks = newScratch();
    this.dictionaries = new Dictionaries(allocate);
  }

  plan({ shape, theta }: Mixture, cells: Cells & { readonly rowWeights?: Float64Array }): Plan {
    const { last } = this;
    const isSame =
      last !== undefined &&
      last.shape === shape &&
      last.columns === cells.columns &&
      last.rowWeights === cells.rowWeights &&
      last.rows === cells.rows;
    if (isSame)
      for (const { cells: column } of last.plan.tallied) if (column.changes !== undefined) this.dictionaries.of(column);
    const made = isSame ? last : this.make(shape, cells);
    this.last = made;
    this.writeConstants(made, theta);
    return made.plan;
  }

  /** Forgets the last plan, whose columns may be released. */
  forget(): void {
    this.last = undefined;
  }

  private make(shape: Shape, { rows, columns, rowWeights }: Cells & { readonly rowWeights?: Float64Array }): MadePlan {
    const tallied = this.talliedColumns(shape, columns);
    const planned = [
      ...shape.columns.flatMap((column, d) => this.planColumn(column, columns[d])),
      ...tallied.map(planTally),
    ];
    // Columns without gaps first, since several of them are computed at once.
    planned.sort((a, b) => formOf(a) - formOf(b));
    const stride = Math.min(BLOCK_ROWS, rows + (rows & 1)) + PADDING;
    const copies = [...planned.map(({ values }) => values), ...(rowWeights === undefined ? [] : [rowWeights])].filter(
      (values) => !this.arena.contains(values),
    );
    const blocks = this.blocks.reserve(8 * stride * copies.length);
    const wordBytes = wordBytesOf(planned);
    const at = this.room.reserve(wordBytes + 8 * constantCountOf(shape, planned));
    const copied = this.writeWords(shape, planned, rowWeights, { at, wordBytes, blocks, stride });
    const plannedColumns = new Set(planned.map(({ column }) => column));
    const plain = [...shape.columns.keys()].filter((d) => !plannedColumns.has(shape.columns[d]));
    return {
      shape,
      columns,
      rowWeights,
      rows,
      planned,
      plan: {
        at,
        shape,
        stride,
        copied,
        plain,
        units: unitsOf(shape),
        tallied,
        statisticCount: sumCountOf(shape, tallied),
      },
    };
  }

  /** Writes the words of a plan. @returns the columns of which each block must be copied */
  private writeWords(
    shape: Shape,
    planned: readonly PlannedColumn[],
    rowWeights: Float64Array | undefined,
    { at, wordBytes, blocks, stride }: PlanPlace,
  ): readonly CopiedColumn[] {
    const words = this.arena.words(at, wordBytes / 4);
    const copied: CopiedColumn[] = [];
    const pointTo = (values: Float64Array, word: number): void => {
      if (this.arena.contains(values)) words[word] = values.byteOffset;
      else copied.push({ values, at: blocks + 8 * stride * copied.length, word });
    };
    words.set([shape.k, 8 * stride, at + wordBytes, 0, planned.length]);
    if (rowWeights !== undefined) pointTo(rowWeights, 3);
    let constants = at + wordBytes + 8 * shape.k;
    planned.forEach((entry, i) => {
      const { kernel, values, statistics, statisticCount } = entry;
      const word = HEADER_WORDS + COLUMN_WORDS * i;
      words[word] = formOf(entry);
      pointTo(values, word + 1);
      words[word + 2] = constants;
      words[word + 3] = statistics;
      words[word + 4] = statisticCount;
      words[word + 5] = kernel.constantCount;
      words[word + 6] = kernel.isLogarithm === true ? 1 : 0;
      constants += 8 * shape.k * kernel.constantCount;
    });
    return copied;
  }

  private writeConstants({ shape, planned, plan }: MadePlan, theta: Float64Array): void {
    const constants = this.arena.doubles(plan.at + wordBytesOf(planned), constantCountOf(shape, planned));
    constants.set(theta.subarray(0, shape.k));
    let next = shape.k;
    for (const entry of planned) {
      const {
        column: { marginal, parameters },
        kernel,
      } = entry;
      // The densities at the centres of columns without gaps are the same for all rows.
      const isSame = formOf(entry) === FORMS.quadratic;
      for (let k = 0; k < shape.k; k++) {
        kernel.constants(theta, parameters + k * marginal.parameterCount, constants, next);
        if (isSame) constants[k] += constants[next + 2];
        next += kernel.constantCount;
      }
    }
  }

  private planColumn(column: ModelColumn, cells: CellColumn): readonly PlannedColumn[] {
    const {
      marginal: { kernel, statisticCount },
      statistics,
    } = column;
    const { values } = cells;
    const hasGaps = (): boolean => cells.changes !== undefined || (!isGapless(cells) && this.hasGaps(values));
    return kernel === undefined ? [] : [{ column, kernel, values, hasGaps: hasGaps(), statistics, statisticCount }];
  }

  /** Finds the columns of counts with few distinct values. */
  private talliedColumns(shape: Shape, columns: Cells['columns']): readonly TalliedColumn[] {
    let sums = shape.statisticCount;
    return shape.columns.flatMap((column, d) => {
      const { marginal } = column;
      const dictionary = marginal.logDensities === undefined ? undefined : this.dictionaries.of(columns[d]);
      if (dictionary === undefined) return [];
      const entry: TalliedColumn = { column, cells: columns[d], dictionary, sums };
      sums += shape.k * dictionary.distinct.length;
      return [entry];
    });
  }

  private hasGaps(values: Float64Array): boolean {
    const cached = this.gaps.get(values);
    if (cached !== undefined) return cached;
    const hasGap = this.sums.extent(values).missing > 0;
    this.gaps.set(values, hasGap);
    return hasGap;
  }
}

function planTally({ column, dictionary: { distinct, indices }, sums }: TalliedColumn): PlannedColumn {
  const kernel: KernelForm = {
    form: 'table',
    constantCount: distinct.length,
    constants: (theta, at, out, outAt) => column.marginal.logDensities?.(theta, at, distinct, out, outAt),
  };
  return { column, kernel, values: indices, hasGaps: true, statistics: sums, statisticCount: distinct.length };
}

function sumCountOf({ k, statisticCount }: Shape, tallied: readonly TalliedColumn[]): number {
  return tallied.reduce((sum, { dictionary: { distinct } }) => sum + k * distinct.length, statisticCount);
}

function wordBytesOf(planned: readonly PlannedColumn[]): number {
  return 4 * (HEADER_WORDS + COLUMN_WORDS * planned.length);
}

/** Returns the count of log weights and constants of the columns, for all components. */
function constantCountOf({ k }: Shape, planned: readonly PlannedColumn[]): number {
  return k * planned.reduce((sum, { kernel }) => sum + kernel.constantCount, 1);
}

function formOf({ kernel, hasGaps }: PlannedColumn): number {
  return kernel.form === 'table' ? FORMS.table : hasGaps ? FORMS.gapped : FORMS.quadratic;
}

function unitsOf({ k, columns }: Shape): Units {
  const scaled = columns.filter(({ marginal: { kernel } }) => kernel?.perUnit !== undefined);
  const units = { indices: new Uint32Array(2 * k * scaled.length), factors: new Float64Array(2 * k * scaled.length) };
  let next = 0;
  for (const { marginal, statistics } of scaled) {
    const factor = marginal.kernel?.perUnit ?? 1;
    for (let j = 0; j < k; j++) {
      const at = statistics + j * marginal.statisticCount;
      units.indices[next] = at + 1;
      units.factors[next++] = factor;
      units.indices[next] = at + 2;
      units.factors[next++] = factor * factor;
    }
  }
  return units;
}
