/** Units as people write them: "oz.", "OZ" and "ounces" are one unit, "mW" and "MW" are two. */

/** Units with their synonyms, in lower case except where case distinguishes units. */
const SPELLINGS = `
% percent pct|‰|kg kgs kilo kilos|g gram grams|mg|µg μg mcg|t ton tons tonne tonnes|lb lbs pound pounds|oz ounce ounces|st stone
km kms|m meter meters metre metres|cm cms|mm|µm μm|in inch inches|ft foot feet|yd yards|mi mile miles
l liter liters litre litres|ml mls|cl|dl|gal gallon gallons|pt pint pints
s sec secs second seconds|min mins minute minutes|h hr hrs hour hours|d day days|wk week weeks|mo month months|y yr yrs year years|ms
°C|°F|K|kcal|cal|J|kJ|W|mW|kW|MW|kWh|V|mV|A|mA|Hz|kHz|MHz|GHz|Pa|hPa|kPa|bar|mbar|psi|mmHg
km/h kmh kph|mph|m/s|B|KB kB|MB|GB|TB|mmol/l|mg/l|g/l|mg/dl|g/dl|m²|m³|ha
$ US$ USD|€ EUR|£ GBP|¥ JPY|CHF`;

/** First word of each unit by all of its words. */
const UNITS: ReadonlyMap<string, string> = new Map(
  SPELLINGS.trim()
    .split(/[|\n]/)
    .flatMap((line) => {
      const words = line.split(' ');
      return words.map((word) => [word, words[0]] as const);
    }),
);

/**
 * Returns the key that all spellings of a unit share, and no two units. @example unitKey('Oz.') === unitKey('ounces')
 */
export function unitKey(unit: string): string {
  const bare = unit.replace(/\.$/, '');
  const isCapitalised = /^(?:\p{Lu}{2,}|(?!M.$)\p{Lu}\p{Ll}+)$/u.test(bare);
  return UNITS.get(bare) ?? (isCapitalised ? UNITS.get(bare.toLowerCase()) : undefined) ?? bare;
}

/**
 * Whether numbers are usually written in this unit, so that a column of numbers may mix it with others. Letters alone
 * may be part of a code.
 */
export function isUsualUnit(unit: string): boolean {
  return unit.length > 0 && UNITS.has(unitKey(unit)) && !/^[a-zA-Z]$/.test(unit);
}
