/** The first penguin's line, and the same with a slip of the hand in body_mass_g. */
export const sound = '"Adelie","Torgersen",39.1,18.7,181,3750,"male",2007';
export const slip = sound.replace('3750', '63000');
