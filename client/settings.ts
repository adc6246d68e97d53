import { workspace } from 'vscode';
import type { LogOutputChannel, TextDocument, WorkspaceConfiguration } from 'vscode';
import type { FitOptions, Kind } from '../server/protocol';
import { SECTION, Setting } from './ids';

const DELIMITERS = { ',': ',', ';': ';', tab: '\t', '|': '|' } as const;
const HEADERS = { yes: true, no: false } as const;
const KINDS: readonly Kind[] = ['normal', 'bernoulli', 'categorical'];

/**
 * The fit options that a document's settings ask for. settings.json holds whatever a person typed:
 * a value of the wrong type is left out, so that the engine's default holds, and logged.
 */
export function fitOptions(document: TextDocument, log: LogOutputChannel): FitOptions {
  const settings = new Reader(workspace.getConfiguration(SECTION, document), log);
  const delimiter = settings.word(Setting.delimiter, ['auto', ...Object.keys(DELIMITERS)]);
  const header = settings.word(Setting.header, ['auto', ...Object.keys(HEADERS)]);
  return defined({
    k: settings.components(),
    maxComponents: settings.integer(Setting.maxComponents, 1, 50),
    estimate: settings.word(Setting.estimate, ['map', 'ml'] as const),
    method: settings.word(Setting.method, ['em', 'lbfgs'] as const),
    starts: settings.integer(Setting.starts, 1, 1000),
    seed: settings.integer(Setting.seed, 0, 2 ** 32 - 1),
    falseDiscoveryRate: settings.rate(Setting.falseDiscoveryRate),
    missing: settings.words(Setting.missingValues),
    delimiter: delimiter !== undefined && delimiter in DELIMITERS ? DELIMITERS[delimiter as keyof typeof DELIMITERS] : undefined,
    header: header !== undefined && header in HEADERS ? HEADERS[header as keyof typeof HEADERS] : undefined,
    ...settings.kinds(),
  });
}

class Reader {
  constructor(private readonly settings: WorkspaceConfiguration, private readonly log: LogOutputChannel) {}

  components(): number | 'auto' | undefined {
    const value = this.settings.get<unknown>(Setting.components);
    return value === 'auto' ? value : this.integer(Setting.components, 1, 50);
  }

  integer(name: string, least: number, greatest: number): number | undefined {
    const value = this.settings.get<unknown>(name);
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= greatest) return value;
    return this.refuse(name, value, `an integer from ${least} to ${greatest}`);
  }

  rate(name: string): number | undefined {
    const value = this.settings.get<unknown>(name);
    if (typeof value === 'number' && value > 0 && value < 1) return value;
    return this.refuse(name, value, 'a number between 0 and 1');
  }

  word<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.settings.get<unknown>(name);
    return choices.find((choice) => choice === value) ?? this.refuse(name, value, `one of ${choices.join(' ')}`);
  }

  words(name: string): readonly string[] | undefined {
    const value = this.settings.get<unknown>(name);
    if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
    return this.refuse(name, value, 'a list of strings');
  }

  /** The setting knows one more kind, `ignored`; for the engine those columns are simply left out. */
  kinds(): Pick<FitOptions, 'kinds' | 'ignore'> {
    const value = this.settings.get<unknown>(Setting.kinds);
    if (typeof value !== 'object' || value === null) return this.refuse(Setting.kinds, value, 'an object') ?? {};
    const kinds: [string, Kind][] = [];
    const ignore: string[] = [];
    for (const [column, wanted] of Object.entries(value) as [string, unknown][]) {
      const kind = KINDS.find((candidate) => candidate === wanted);
      if (kind !== undefined) kinds.push([column, kind]);
      else if (wanted === 'ignored') ignore.push(column);
      else this.refuse(`${Setting.kinds}.${column}`, wanted, 'normal, bernoulli, categorical or ignored');
    }
    return defined({
      kinds: kinds.length > 0 ? Object.fromEntries(kinds) : undefined,
      ignore: ignore.length > 0 ? ignore : undefined,
    });
  }

  private refuse(name: string, value: unknown, wanted: string): undefined {
    if (value !== undefined) this.log.warn(`${SECTION}.${name} should be ${wanted}, not ${JSON.stringify(value)}; the default is used.`);
    return undefined;
  }
}

/** Without the fields that are undefined: JSON drops them too, and tests compare more easily. */
function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
