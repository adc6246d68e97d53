/**
 * The settings `mixtureLens.*` of the editor, as fit options. They are requested when needed, since only the editor has
 * their latest state; clients that cannot be asked send them with `workspace/didChangeConfiguration`.
 */
import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';
import type { FitOptions } from '../protocol';
import { isObject } from '../protocol/guards/guards';
import { siftOptions, type Sifted } from '../formats/fitOptionRules';
import { DEFAULT_VIEW, type FileSettings } from '../files/fileSettings';
import { viewOfSettings, VIEW_SETTINGS } from './viewSettings';

/** Section as contributed by the VS Code extension; any other client may use it. */
const SECTION = 'mixtureLens';

/** Fit options by setting. Settings are for people, so names and values differ from those of the options. */
const OPTIONS_BY_SETTING: Readonly<
  Record<string, { readonly option: keyof FitOptions; readonly words?: Readonly<Record<string, unknown>> }>
> = {
  components: { option: 'k' },
  maxComponents: { option: 'maxComponents' },
  estimate: { option: 'estimate' },
  method: { option: 'method' },
  priorStrength: { option: 'priorStrength' },
  starts: { option: 'starts' },
  seed: { option: 'seed' },
  falseDiscoveryRate: { option: 'falseDiscoveryRate' },
  missingValues: { option: 'missing' },
  delimiter: { option: 'delimiter', words: { auto: undefined, tab: '\t', blank: ' ', blanks: '  ' } },
  header: { option: 'header', words: { auto: undefined, yes: true, no: false } },
  decimal: { option: 'decimal', words: { auto: undefined, point: '.', comma: ',' } },
  thousands: {
    option: 'thousands',
    words: { auto: undefined, comma: ',', point: '.', apostrophe: "'", blank: ' ', none: '' },
  },
  comment: { option: 'comment', words: { auto: undefined } },
  skip: { option: 'skip' },
  unitsRows: { option: 'unitsRows' },
  headerRows: { option: 'headerRows' },
  quote: { option: 'quote', words: { auto: undefined, double: '"', apostrophe: "'" } },
  kinds: { option: 'kinds' },
};

/** Names of the settings that the server reads, without the section. */
export const SETTINGS: readonly string[] = [...Object.keys(OPTIONS_BY_SETTING), ...VIEW_SETTINGS];

const DEFAULT_SETTINGS: FileSettings = { options: {}, view: DEFAULT_VIEW };

/** Converts a client's answer for the section to fit options. Ignores the settings of other features. */
export function optionsOfSettings(section: unknown): Sifted {
  if (!isObject(section)) return { options: {}, problems: [] };
  const given: Partial<Record<keyof FitOptions, unknown>> = {};
  for (const [setting, { option, words }] of Object.entries(OPTIONS_BY_SETTING)) {
    const value = section[setting];
    given[option] =
      typeof value === 'string' && words !== undefined && Object.hasOwn(words, value) ? words[value] : value;
  }
  return siftOptions(given);
}

export class Settings {
  /** The section as last sent by a client that cannot be asked for it. */
  private sent: unknown;

  constructor(
    private readonly connection: Connection,
    private readonly capabilities: ClientCapabilities,
  ) {}

  /**
   * Requests the settings of a file; a command may override them. Never rejects: without an answer the engine's
   * defaults apply.
   */
  async read(uri: string): Promise<FileSettings> {
    try {
      const section: unknown =
        this.capabilities.workspace?.configuration === true
          ? await this.connection.workspace.getConfiguration({ scopeUri: uri, section: SECTION })
          : this.sent;
      const [{ options, problems }, { view, problems: viewProblems }] = [
        optionsOfSettings(section),
        viewOfSettings(section),
      ];
      for (const problem of [...problems, ...viewProblems])
        this.connection.console.warn(`Settings ${SECTION}: ${problem}; the default is used.`);
      return { options, view };
    } catch (error) {
      this.connection.console.warn(`Could not read the client's settings; the defaults are used: ${String(error)}`);
      return DEFAULT_SETTINGS;
    }
  }

  /** Calls back whenever any setting may have changed. */
  onDidChange(changed: () => void): void {
    this.connection.onDidChangeConfiguration((params: unknown) => {
      const settings = isObject(params) ? params.settings : undefined;
      this.sent = isObject(settings) ? settings[SECTION] : undefined;
      changed();
    });
    if (this.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration !== true) return;
    this.connection.client
      .register(DidChangeConfigurationNotification.type, { section: SECTION })
      .catch((error: unknown) => {
        this.connection.console.warn(`Could not subscribe to changes of settings: ${String(error)}`);
      });
  }
}
