/** Kinds and cells of columns, in words. */
import { say } from '../language/language';
import { count } from './format';

/** Describes the number of missing cells. */
export function missingWords(missing: number): string {
  return say('{cells, plural, one {{number} missing} other {{number} missing}}', {
    cells: missing,
    number: count(missing),
  });
}

/** Describes the number of cells that are bounds, such as "<5". */
export function boundsWords(bounds: number): string {
  return say('{bounds, plural, one {{number} bound not drawn} other {{number} bounds not drawn}}', {
    bounds,
    number: count(bounds),
  });
}

/** Describes the number of levels that are not shown. */
export function othersWords(levels: number): string {
  return say('{levels, plural, one {{number} other} other {{number} others}}', { levels, number: count(levels) });
}

/** Returns a level or the text of a cell, and what stands for one without a character. */
export function levelWords(level: string): string {
  return level === '' ? say('(empty)') : level;
}
