/** Conversion of command-line options to the protocol's FitOptions. */
import { DEFAULT_MISSING } from '../core/csv/dialect/dialect';
import type { ScoreOptions } from '../formats/table/scoresCsv';
import type { FitOptions, StartParameters } from '../protocol';
import type { ClusterLook } from '../protocol/report/clusterLook';
import type { FitFlags, OutputFlags, ReadingFlags } from './fitOptions';
import { readText } from './readText';
import { UsageError } from './usageError';

/** Reading options in the form of the protocol. */
export type ReadingOptions = Pick<
  FitOptions,
  | 'delimiter'
  | 'header'
  | 'decimal'
  | 'missing'
  | 'comment'
  | 'skip'
  | 'unitsRows'
  | 'headerRows'
  | 'quote'
  | 'thousands'
>;

/** Converts reading options; those not given are left out. @throws UsageError if two options contradict each other */
export function readingOptionsOf({
  delimiter,
  header,
  decimal,
  missing,
  comment,
  skip,
  unitsRows,
  headerRows,
  quote,
  thousands,
}: ReadingFlags): ReadingOptions {
  if (!header && headerRows !== undefined)
    throw new UsageError('--no-header and --header-rows contradict each other; omit one of them');
  if (decimal !== undefined && decimal === thousands)
    throw new UsageError('--decimal and --thousands name the same mark; choose another mark for one of them');
  const given = {
    delimiter,
    header: header ? undefined : false,
    decimal,
    missing: missing && [...DEFAULT_MISSING, ...missing],
    comment,
    skip,
    unitsRows,
    headerRows,
    quote,
    thousands,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Converts the options of `--scores`. */
export function scoreOptions(
  { escapeFormulas = false, scoresDigits: digits }: OutputFlags,
  looks: readonly ClusterLook[],
): ScoreOptions {
  return { looks, escapeFormulas, digits };
}

/** Converts the options of `fit`, and reads the file of `--start`. @throws UsageError if they are unusable */
export async function fitOptionsOf(flags: FitFlags): Promise<FitOptions> {
  const {
    maxComponents,
    columns,
    ignore,
    kind,
    estimate,
    method,
    priorStrength,
    fdr: falseDiscoveryRate,
    rowWeights,
    starts,
    seed,
    maxIterations,
    tolerance,
    threads,
  } = flags;
  const given = {
    k: flags.components,
    maxComponents,
    columns,
    ignore,
    kinds: kind,
    estimate,
    method,
    priorStrength,
    falseDiscoveryRate,
    rowWeights,
    starts,
    seed,
    maxIterations,
    tolerance,
    threads,
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...present,
    ...readingOptionsOf(flags),
    ...(flags.start !== undefined && { start: await readStart(flags.start) }),
  };
}

async function readStart(file: string): Promise<StartParameters> {
  const text = await readText(file);
  try {
    return JSON.parse(text) as StartParameters;
  } catch (error) {
    throw new UsageError(
      `${file}: not valid JSON (${(error as Error).message.split('\n')[0]}); pass weights and components, or a model file`,
    );
  }
}
