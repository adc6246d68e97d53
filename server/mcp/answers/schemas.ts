/** JSON Schemas of the tools' arguments and answers, in parts. */
import { schemaOfOption, type JsonSchema } from '../../formats/fitOptionRules';
import type { FitOptions } from '../../protocol';
import { DEFAULT_PERMUTATIONS, FEWEST_PERMUTATIONS, MOST_PERMUTATIONS } from '../../protocol/report/comparisonReports';
import { MOST_ITEMS, USUAL_ITEMS } from './paging';

type Properties = Readonly<Record<string, JsonSchema>>;

/** Returns the schema of an object without other properties than these. */
export function objectOf(required: Properties, optional: Properties = {}): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

export function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

export function described(schema: JsonSchema, description: string): JsonSchema {
  return { ...schema, description };
}

export const TEXT = { type: 'string' } as const;
export const NUMBER = { type: 'number' } as const;
export const COUNT = { type: 'integer', minimum: 0 } as const;
export const YES_NO = { type: 'boolean' } as const;
export const TEXT_OR_NUMBER = { type: ['string', 'number'] } as const;

export const LINE = described({ type: 'integer', minimum: 1 }, 'Line of the file on which the row starts, from 1');
export const ROW = described(COUNT, 'Index of the data row, from 0');
export const PROBABILITY = described(NUMBER, 'Tail probability; smaller is more unlikely');

/** Options of reading, by name, with what they mean. */
const READING: Partial<Record<keyof FitOptions, string>> = {
  delimiter: 'Delimiter of cells; detected by default. One blank: any number of blanks; two: at least two.',
  quote: 'Quotation mark around cells; detected by default.',
  header: 'Whether the first line names the columns; detected by default.',
  headerRows: 'Number of header rows; detected by default.',
  unitsRows: 'Number of rows of units below the header; detected by default.',
  decimal: 'Decimal mark; detected by default.',
  thousands: 'Thousands separator; any by default. "" for none.',
  missing: 'Texts of missing cells, instead of the usual ones.',
  comment: 'Prefix of comment lines; detected by default.',
  skip: 'Number of lines above the table; detected by default.',
};

/** Options of a fit in addition. */
const FITTING: Partial<Record<keyof FitOptions, string>> = {
  k: 'Number of clusters, or "auto" for the lowest BIC (default).',
  estimate:
    'robust (default): map with an error channel in every column; map: maximum a posteriori; ml: maximum likelihood.',
  columns: 'Use only these columns.',
  ignore: 'Use all but these columns.',
  kinds: 'Kinds of columns, by name, instead of the inferred ones.',
  seed: 'Seed of the random number generator (default 0). The same seed gives the same result.',
  starts: 'Maximum number of starts per number of clusters (default 14).',
  maxComponents: 'Largest number of clusters that "auto" tries (default 10).',
  maxIterations: 'Maximum number of iterations per start.',
  method: 'em (default): expectation-maximisation; lbfgs: direct minimisation.',
  priorStrength: 'Factor on the log prior of robust and map (default 1).',
  falseDiscoveryRate: 'False discovery rate of the unlikely rows and cells (default 0.01).',
  rowWeights: 'Column that holds the weight of each row.',
};

function optionSchemas(options: Partial<Record<keyof FitOptions, string>>): Properties {
  return Object.fromEntries(
    Object.entries(options).map(([name, words]) => [name, described(schemaOfOption(name as keyof FitOptions), words)]),
  );
}

export const READING_OPTIONS = optionSchemas(READING);
export const FIT_OPTIONS = { ...READING_OPTIONS, ...optionSchemas(FITTING) };

/** Options of a comparison: those that the command line has for it. */
export const COMPARISON_OPTIONS = {
  ...READING_OPTIONS,
  ...Object.fromEntries(
    (['k', 'estimate', 'columns', 'ignore', 'kinds', 'seed', 'maxComponents'] as const).map((name) => [
      name,
      FIT_OPTIONS[name],
    ]),
  ),
  permutations: {
    type: 'integer',
    minimum: FEWEST_PERMUTATIONS,
    maximum: MOST_PERMUTATIONS,
    description: `Number of permutations for p-values (default ${DEFAULT_PERMUTATIONS}).`,
  },
};

/** Returns the schema of the path of a file. @param of the file in words: "of the table" */
export function pathOf(of: string): JsonSchema {
  return described(
    TEXT,
    `Path or file: URI ${of}, below a granted folder; a relative path counts from a granted folder.`,
  );
}

export const PATH = { path: pathOf('of the table') };

export const PAGING = {
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: MOST_ITEMS,
    description: `Maximum number of items in the answer (default ${USUAL_ITEMS}).`,
  },
  cursor: described(TEXT, 'nextCursor of the previous answer, for the next page.'),
};

export const NEXT_CURSOR = {
  nextCursor: described(TEXT, 'Pass it as cursor for the next page; left out on the last.'),
};

/** Properties of the answers about a fit. */
export const FIT_FACTS = {
  file: described(TEXT, 'Name of the file'),
  fitted: { enum: ['now', 'before'], description: 'Whether this call fitted the file, or an earlier one' },
  changed: described(YES_NO, 'Whether the file has changed since an earlier call fitted it with these options'),
};

/** Properties on what a fit checked: silence about a column is no praise. */
export const COVERAGE = {
  checkedColumns: described(COUNT, 'Number of columns in which unlikely cells were sought'),
  allColumns: COUNT,
  notChecked: described(listOf(TEXT), 'Names of the other columns, the first ones; fit_mixture has the reasons'),
  notCheckedCount: COUNT,
  faults: described(COUNT, 'Number of faulty rows or quotation marks, by which cells may be missing or wrong'),
};
