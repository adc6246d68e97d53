/**
 * Rounds a value to the precision of its spread, so that the spread has two digits.
 * @example roundToSpread(4312.7, 725) === '4310', roundToSpread(0.123456, 0.02) === '0.123'
 */
export function roundToSpread(value: number, spread: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  // Exponent of the last displayed digit: 10^exponent.
  const exponent =
    spread > 0 && Number.isFinite(spread) ? Math.floor(Math.log10(spread)) - 1 : Math.floor(Math.log10(size || 1)) - 5;
  const largest = Math.max(size, spread > 0 ? spread : 0);
  if (largest >= 1e15 || (largest > 0 && largest < 1e-6)) {
    const digits = size === 0 ? 0 : Math.floor(Math.log10(size)) - exponent;
    return value.toExponential(Math.min(15, Math.max(0, digits)));
  }
  const shown =
    exponent >= 0
      ? String(Math.round(value / 10 ** exponent) * 10 ** exponent)
      : value.toFixed(Math.min(20, -exponent));
  return Number(shown) === 0 ? shown.replace('-', '') : shown;
}
