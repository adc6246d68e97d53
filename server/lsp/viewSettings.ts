/** Validated settings for showing findings in an editor. */
import { DEFAULT_VIEW, SEVERITY_NAMES, type Severities, type ViewSettings } from '../files/fileSettings';
import { isObject } from '../protocol/guards/guards';
import { shortJson } from '../words/values';

/** Maximum number of diagnostics; VS Code drops all further ones. */
const MOST_DIAGNOSTICS = 1000;

type Rules = {
  readonly [K in keyof ViewSettings]: {
    readonly is: (value: unknown) => value is ViewSettings[K];
    readonly requirement: string;
  };
};

const RULES: Rules = {
  hovers: oneOf(['full', 'compact', 'off']),
  diagnosticLimit: {
    is: (value): value is number => Number.isInteger(value) && Number(value) >= 0 && Number(value) < MOST_DIAGNOSTICS,
    requirement: `an integer from 0 to ${MOST_DIAGNOSTICS - 1}`,
  },
  errorBelow: shareRule(),
  warningBelow: shareRule(),
  clusterHints: oneOf(['off', 'uncertain', 'all']),
  severities: { is: isSeverities, requirement: `an object whose values are each ${choiceList(SEVERITY_NAMES)}` },
  problemsInFolders: { is: (value): value is boolean => typeof value === 'boolean', requirement: 'true or false' },
};

export const VIEW_SETTINGS: readonly string[] = Object.keys(RULES);

export interface SiftedView {
  readonly view: ViewSettings;
  /** One line for each unusable value. */
  readonly problems: readonly string[];
}

/** Reads the settings from a client's answer for the section. Defaults replace missing and unusable values. */
export function viewOfSettings(section: unknown): SiftedView {
  if (!isObject(section)) return { view: DEFAULT_VIEW, problems: [] };
  const given = Object.entries(RULES).filter(([name]) => section[name] !== undefined && section[name] !== null);
  const usable = given.filter(([name, { is }]) => is(section[name]));
  const problems = given
    .filter((entry) => !usable.includes(entry))
    .map(([name, { requirement }]) => `${name} must be ${requirement}, not ${shortJson(section[name])}`);
  return { view: { ...DEFAULT_VIEW, ...Object.fromEntries(usable.map(([name]) => [name, section[name]])) }, problems };
}

function oneOf<T extends string>(
  choices: readonly T[],
): { readonly is: (value: unknown) => value is T; readonly requirement: string } {
  return { is: (value): value is T => choices.some((choice) => choice === value), requirement: choiceList(choices) };
}

function choiceList(choices: readonly string[]): string {
  return `one of ${choices.map((choice) => JSON.stringify(choice)).join(' ')}`;
}

function isSeverities(value: unknown): value is Severities {
  return isObject(value) && Object.values(value).every((severity) => SEVERITY_NAMES.some((name) => name === severity));
}

function shareRule(): { readonly is: (value: unknown) => value is number; readonly requirement: string } {
  return {
    is: (value): value is number => typeof value === 'number' && value >= 0 && value <= 1,
    requirement: 'a number from 0 to 1',
  };
}
