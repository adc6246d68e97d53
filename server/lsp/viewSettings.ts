/** Validated settings for showing findings in an editor. */
import { DEFAULT_VIEW, SEVERITY_NAMES, type Severities, type ViewSettings } from '../files/fileSettings';
import { isObject } from '../protocol/guards/guards';
import { shown } from '../words/values';

/** Maximum number of diagnostics; VS Code drops all further ones. */
const MOST_DIAGNOSTICS = 1000;

type Rules = {
  readonly [K in keyof ViewSettings]: {
    readonly is: (value: unknown) => value is ViewSettings[K];
    readonly wanted: string;
  };
};

const RULES: Rules = {
  hovers: oneOf(['full', 'compact', 'off']),
  diagnosticLimit: {
    is: (value): value is number => Number.isInteger(value) && Number(value) >= 0 && Number(value) < MOST_DIAGNOSTICS,
    wanted: `an integer from 0 to ${MOST_DIAGNOSTICS - 1}`,
  },
  errorBelow: share(),
  warningBelow: share(),
  clusterHints: oneOf(['off', 'uncertain', 'all']),
  severities: { is: isSeverities, wanted: `an object whose values are each ${listed(SEVERITY_NAMES)}` },
};

export const VIEW_SETTINGS: readonly string[] = Object.keys(RULES);

export interface SiftedView {
  readonly view: ViewSettings;
  /** One line for each unusable value. */
  readonly problems: readonly string[];
}

/** Settings from a client's answer for the section. Defaults replace missing and unusable values. */
export function viewOfSettings(section: unknown): SiftedView {
  if (!isObject(section)) return { view: DEFAULT_VIEW, problems: [] };
  const given = Object.entries(RULES).filter(([name]) => section[name] !== undefined && section[name] !== null);
  const usable = given.filter(([name, { is }]) => is(section[name]));
  const problems = given
    .filter((entry) => !usable.includes(entry))
    .map(([name, { wanted }]) => `${name} must be ${wanted}, not ${shown(section[name])}`);
  return { view: { ...DEFAULT_VIEW, ...Object.fromEntries(usable.map(([name]) => [name, section[name]])) }, problems };
}

function oneOf<T extends string>(
  choices: readonly T[],
): { readonly is: (value: unknown) => value is T; readonly wanted: string } {
  return { is: (value): value is T => choices.some((choice) => choice === value), wanted: listed(choices) };
}

function listed(choices: readonly string[]): string {
  return `one of ${choices.map((choice) => JSON.stringify(choice)).join(' ')}`;
}

function isSeverities(value: unknown): value is Severities {
  return isObject(value) && Object.values(value).every((own) => SEVERITY_NAMES.some((name) => name === own));
}

function share(): { readonly is: (value: unknown) => value is number; readonly wanted: string } {
  return {
    is: (value): value is number => typeof value === 'number' && value >= 0 && value <= 1,
    wanted: 'a number from 0 to 1',
  };
}
