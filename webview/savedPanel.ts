/**
 * The state that VS Code stores for the page, so that the panel is restored after a reload of the window or after it
 * was hidden. It may come from any version: unreadable parts are left out, and a panel without its file is dropped.
 */
import {
  among,
  either,
  isBoolean,
  isNull,
  isNumber,
  isObject,
  isString,
  shape,
  wholeFrom,
} from '../server/protocol/guards/guards';
import type { Fields, Guard } from '../server/protocol/guards/guards';

export type Measure = 'nlml' | 'objective';
export type Scale = 'linear' | 'log';
/** Numbers of clusters whose starts are drawn. */
export type Scope = 'chosen' | 'all';

/**
 * A position in the page, relative to its section, so that it can be found again whatever the height of those above.
 */
export interface Place {
  readonly section: string;
  /** Number of pixels of the section above the window. */
  readonly offset: number;
}

/** The user's choices, as far as they differ from the defaults. */
export interface View {
  readonly measure?: Measure | undefined;
  readonly scale?: Scale | undefined;
  readonly scope?: Scope | undefined;
  /** Columns plotted against each other: across, up. */
  readonly pair?: readonly [string, string] | undefined;
  /** The column that clusters are compared with. */
  readonly labels?: string | undefined;
  /** The column to which the list of unlikely rows is limited, as the one most to blame; null: no single cell. */
  readonly blamed?: string | null | undefined;
  /** Whether the details of the fit are unfolded. */
  readonly details?: boolean | undefined;
  /** Number of columns whose distributions are shown. */
  readonly columns?: number | undefined;
  readonly place?: Place | undefined;
}

export interface SavedPanel {
  readonly version: 2;
  readonly uri: string;
  readonly view: View;
}

const isPair: Guard<readonly [string, string]> = (value): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every(isString);

const fields: Fields<View> = {
  measure: among('nlml', 'objective'),
  scale: among('linear', 'log'),
  scope: among('chosen', 'all'),
  pair: isPair,
  labels: isString,
  blamed: either(isString, isNull),
  details: isBoolean,
  columns: wholeFrom(1),
  place: shape<Place>({ section: isString, offset: isNumber }),
};

/** Reads a stored panel; undefined for any value that is no panel of this version or an earlier one. */
export function readSavedPanel(value: unknown): SavedPanel | undefined {
  if (!isObject(value) || !isString(value.uri)) return undefined;
  // The first version stored only the file.
  if (value.version === 1) return { version: 2, uri: value.uri, view: {} };
  return value.version === 2 ? { version: 2, uri: value.uri, view: viewOf(value.view) } : undefined;
}

function viewOf(value: unknown): View {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries<Guard<unknown>>(fields).flatMap(([name, guard]) =>
      guard(value[name]) ? [[name, value[name]]] : [],
    ),
  );
}
