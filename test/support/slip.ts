/** The line of the first penguin, and the same line with a slip in body_mass_g. */
export const originalLine = '"Adelie","Torgersen",39.1,18.7,181,3750,"male",2007';
export const slipLine = originalLine.replace('3750', '63000');
