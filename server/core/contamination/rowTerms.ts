/**
 * The log densities of a row's cells under each component, on the matrix's own scale: the basis of every judgement of
 * cells.
 */
import { boundKindAt } from '../data/cellBounds';
import type { Bound } from '../families/family';
import { families } from '../families/registry';
import type { Cells } from '../data/matrix';
import type { Mixture } from '../mixture/model';

/**
 * Log density below which a cell counts as impossible, in nats; lower values would lose the digits of the row's other
 * cells.
 */
const LEAST_LOG_DENSITY = -1e6;

/** Limit of the counts whose log densities are cached, and number of rows from which a cache is used. */
const CACHED_COUNTS = 1024;
const FEW_ROWS = 64;

/** Computation of a column's log densities: by the constants of the kernels, or by the family's own code. */
type Form = 'quadratic' | 'table' | 'plain';

/** Loads rows one by one into arrays of its own. */
export class RowTerms {
  readonly k: number;
  readonly width: number;
  /** log f_d(x_d | k) at d × K + k, log P(bound | k) for a bound; 0 where the cell is missing. */
  readonly terms: Float64Array;
  /** The row's cells by column; NaN where missing, or a bound. */
  readonly row: Float64Array;
  /** 1 where the row's cell is observed, 0 where it is missing. */
  readonly observed: Uint8Array;
  /** Bound of the row's cell by column; stale, from an earlier row, where the cell holds none. */
  private readonly bounds: (Bound | undefined)[];
  /** log P of the distinct bounds of each column; bound b under component k is at b × K + k. */
  private readonly logBounds: readonly Float64Array[];
  private readonly forms: readonly Form[];
  private readonly isQuadratic: readonly boolean[];
  /** Constants of each column, component after component. */
  private readonly constants: readonly Float64Array[];
  /** Cached terms of each count under the components, by column of counts; NaN where not computed yet. */
  private readonly countCache: readonly (Float64Array | undefined)[];

  constructor(
    private readonly mixture: Mixture,
    private readonly columns: Cells['columns'],
  ) {
    const {
      shape: { k, columns: model },
      theta,
    } = mixture;
    this.k = k;
    this.width = model.length;
    this.terms = new Float64Array(this.width * k);
    this.row = new Float64Array(this.width);
    this.observed = new Uint8Array(this.width);
    this.bounds = columns.map(() => undefined);
    this.logBounds = columns.map(({ bounds }, d) => {
      const {
        marginal: { bounded, parameterCount },
        parameters,
      } = model[d];
      const distinct = bounded === undefined ? [] : (bounds?.distinct ?? []);
      return Float64Array.from(
        { length: distinct.length * k },
        (_, i) =>
          bounded?.logProbability(theta, parameters + (i % k) * parameterCount, distinct[Math.floor(i / k)]) ?? 0,
      );
    });
    this.forms = model.map(({ marginal }) => marginal.kernel?.form ?? 'plain');
    this.isQuadratic = this.forms.map((form) => form === 'quadratic');
    this.constants = model.map(({ marginal: { kernel, parameterCount }, parameters }) => {
      if (kernel === undefined) return new Float64Array(0);
      const out = new Float64Array(k * kernel.constantCount);
      for (let j = 0; j < k; j++)
        kernel.constants(theta, parameters + j * parameterCount, out, j * kernel.constantCount);
      return out;
    });
    this.countCache = model.map(({ marginal }, d) =>
      marginal.logDensities === undefined || columns[d].values.length < FEW_ROWS
        ? undefined
        : new Float64Array(k * CACHED_COUNTS).fill(NaN),
    );
  }

  /** Bound of the loaded row's cell; undefined where the cell is a value or missing. */
  boundOf(d: number): Bound | undefined {
    return this.row[d] !== this.row[d] && this.observed[d] === 1 ? this.bounds[d] : undefined;
  }

  load(n: number): void {
    const { k, terms, row, observed, columns, isQuadratic, constants } = this;
    for (let d = 0; d < this.width; d++) {
      const value = columns[d].values[n];
      row[d] = value;
      observed[d] = value === value ? 1 : 0;
      if (!isQuadratic[d] || value !== value) {
        this.loadByForm(d, columns[d].values, n);
        continue;
      }
      const columnConstants = constants[d];
      for (let j = 0, at = d * k, i = 0; j < k; j++, at++, i += 3) {
        const z = (value - columnConstants[i]) * columnConstants[i + 1];
        const term = columnConstants[i + 2] - z * z;
        terms[at] = term > LEAST_LOG_DENSITY ? term : LEAST_LOG_DENSITY;
      }
    }
  }

  private loadByForm(d: number, values: Float64Array, n: number): void {
    const { k, terms } = this;
    const at = d * k;
    const value = values[n];
    if (value !== value) this.loadGap(d, n);
    else if (this.forms[d] === 'table') {
      const constants = this.constants[d];
      const levels = constants.length / k;
      for (let j = 0; j < k; j++) terms[at + j] = Math.max(LEAST_LOG_DENSITY, constants[j * levels + value]);
    } else this.loadCount(d, values, n);
  }

  /** Loads a cell that is missing, or holds a bound. */
  private loadGap(d: number, n: number): void {
    const { k, terms } = this;
    const { bounds } = this.columns[d];
    const kind = boundKindAt(bounds, n);
    for (let j = 0; j < k; j++)
      terms[d * k + j] = kind < 0 ? 0 : Math.max(LEAST_LOG_DENSITY, this.logBounds[d][kind * k + j]);
    if (kind < 0) return;
    this.observed[d] = 1;
    this.bounds[d] = bounds?.distinct[kind];
  }

  private loadCount(d: number, values: Float64Array, n: number): void {
    const { k, terms } = this;
    const cache = this.countCache[d];
    const from = k * values[n];
    if (cache === undefined || values[n] >= CACHED_COUNTS) this.loadPlain(d, values, n);
    else if (cache[from] === cache[from]) for (let j = 0; j < k; j++) terms[d * k + j] = cache[from + j];
    else {
      this.loadPlain(d, values, n);
      for (let j = 0; j < k; j++) cache[from + j] = terms[d * k + j];
    }
  }

  private loadPlain(d: number, values: Float64Array, n: number): void {
    const {
      k,
      terms,
      mixture: { shape, theta },
    } = this;
    const { marginal, parameters } = shape.columns[d];
    const jacobian = families[marginal.family].logJacobian?.(values[n]) ?? 0;
    for (let j = 0; j < k; j++) {
      const at = d * k + j;
      terms[at] = 0;
      marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, values, n, 1, terms, at);
      terms[at] = Math.max(LEAST_LOG_DENSITY, terms[at] + jacobian);
    }
  }
}
