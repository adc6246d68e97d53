/**
 * What the page asks VS Code to remember of it, so that the panel is there again, and as it was left, after a reload of
 * the window or when it was hidden. It comes back from whatever version wrote it: what cannot be read is left out, and
 * a panel without its file is none.
 */
import { among, isNumber, isObject, isString, shape, wholeFrom } from '../server/protocol/guards/guards';
import type { Fields, Guard } from '../server/protocol/guards/guards';

export type Measure = 'nlml' | 'objective';
export type Scale = 'linear' | 'log';
/** Of which numbers of clusters the starts are drawn. */
export type Scope = 'chosen' | 'all';

/** A place in the page, told by its section, so that it is found again whatever the height of those above. */
export interface Place {
  readonly section: string;
  /** Pixels of the section that are above the window. */
  readonly offset: number;
}

/** What a person chose, as far as it is not what is shown anyway. */
export interface View {
  readonly measure?: Measure | undefined;
  readonly scale?: Scale | undefined;
  readonly scope?: Scope | undefined;
  /** Columns against each other: across, up. */
  readonly pair?: readonly [string, string] | undefined;
  /** The column that clusters are compared with. */
  readonly labels?: string | undefined;
  /** Unlikely rows of which this column is most to blame are listed alone. */
  readonly blamed?: string | undefined;
  /** Columns whose distributions are shown. */
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
  blamed: isString,
  columns: wholeFrom(1),
  place: shape<Place>({ section: isString, offset: isNumber }),
};

/** Undefined for what is no panel of this version or one before. */
export function readSavedPanel(value: unknown): SavedPanel | undefined {
  if (!isObject(value) || !isString(value.uri)) return undefined;
  // The first version knew the file alone.
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
