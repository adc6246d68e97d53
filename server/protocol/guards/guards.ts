/** Guards for external data, composed of smaller ones. */
export type Guard<T> = (value: unknown) => value is T;
export type Fields<T> = { readonly [K in keyof T]-?: Guard<T[K]> };

export const isNumber: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
export const isString: Guard<string> = (value): value is string => typeof value === 'string';
export const isBoolean: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';
export const isObject: Guard<Readonly<Record<string, unknown>>> = (value): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function among<T extends string>(...choices: readonly T[]): Guard<T> {
  return (value): value is T => (choices as readonly unknown[]).includes(value);
}
export function listOf<T>(item: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(item);
}
export function recordOf<T>(item: Guard<T>): Guard<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> => isObject(value) && Object.values(value).every(item);
}
export function either<A, B>(a: Guard<A>, b: Guard<B>): Guard<A | B> {
  return (value): value is A | B => a(value) || b(value);
}
export function optional<T>(item: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || item(value);
}
/** Makes a guard for an object. Accepts unknown fields, so that either side may be the newer one. */
export function shape<T>(fields: Fields<T>): Guard<T> {
  const entries = Object.entries<Guard<unknown>>(fields);
  return (value): value is T => isObject(value) && entries.every(([name, guard]) => guard(value[name]));
}
/** Makes a guard for a discriminated union from one guard per member, by the value of the discriminator. */
export function union<K extends string, T extends Readonly<Record<K, string>>>(
  key: K,
  members: { readonly [V in T[K]]: Guard<Extract<T, Readonly<Record<K, V>>>> },
): Guard<T> {
  const table = new Map(Object.entries<Guard<T>>(members));
  return (value): value is T => {
    const tag = isObject(value) ? value[key] : undefined;
    return isString(tag) && table.get(tag)?.(value) === true;
  };
}
export const isInterval: Guard<readonly [number, number]> = (value): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(isNumber);
export const isNull: Guard<null> = (value): value is null => value === null;
/** Makes a guard for a whole number of at least `least`. */
export function wholeFrom(least: number): Guard<number> {
  return (value): value is number => Number.isSafeInteger(value) && Number(value) >= least;
}
