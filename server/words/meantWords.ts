/** Reasons why a number differs from the meant one, in words, and the reported meaning. */
import { say, sayParts } from '../../language/language';
import type { MeantCell, MeantText } from '../core/slips/meantCell';
import type { MeantFinding } from '../protocol/report/meant';
import { plainWords, type Words } from './complaints/complaint';

/** Returns the name of a unit; that in the file where it is unknown. */
function unitWords(unit: string): string {
  return say(
    '{unit, select, in {inches} cm {centimetres} mm {millimetres} m {metres} ft {feet} lb {pounds} kg {kilograms} g {grams} oz {ounces} mi {miles} km {kilometres} K {kelvin} other {{unit}}}',
    { unit },
  );
}

/** Returns the reason why a cell differs from the meant value. @example ['a zero too many'] */
export function reasonWords({ kind, detail = '', probability }: MeantText): Words {
  switch (kind) {
    case 'missing':
      return [say('a digit is missing')];
    case 'extra':
      return [detail === '0' ? say('a zero too many') : say('a digit too many')];
    case 'doubled':
      return [detail === '0' ? say('a zero too many') : say('a digit is doubled')];
    case 'exchanged':
      return [say('two digits are exchanged')];
    case 'mistyped':
      return [say('{typed} stands in the place of {meant}', { typed: detail.slice(0, 1), meant: detail.slice(1) })];
    case 'markLost':
      return [say('the decimal mark is missing')];
    case 'markMoved':
      return [say('the decimal mark is in the wrong place')];
    case 'thousands':
      return [say('the decimal mark and the one of thousands are confused')];
    case 'sign':
      return [say('the sign is wrong')];
    case 'tens':
      return [
        detail.startsWith('-')
          ? say('{factor} times too large', { factor: detail.slice(1) })
          : say('{factor} times too small', { factor: detail }),
      ];
    case 'unit': {
      const [from, to] = detail.split(' ');
      return [say('written in {from}, not {to}', { from: unitWords(from), to: unitWords(to) })];
    }
    case 'places':
      return sayParts('it changed places with {column}', { column: { data: detail } });
    case 'copied':
      return sayParts('it repeats {column}, which stands beside it', { column: { data: detail } });
    case 'code':
      return [say('it stands for a missing value')];
    case 'level':
      return [say('so are {share} % of the cells of such rows', { share: Math.floor(100 * probability) })];
  }
}

/** Slips that leave all other digits unchanged; a replaced digit could have been any digit. */
const UNAMBIGUOUS_KINDS: ReadonlySet<MeantText['kind']> = new Set([
  'markLost',
  'markMoved',
  'thousands',
  'tens',
  'unit',
  'places',
  'sign',
]);

function isUnambiguous({ kind, detail }: MeantText): boolean {
  return UNAMBIGUOUS_KINDS.has(kind) || ((kind === 'extra' || kind === 'doubled') && detail === '0');
}

/** Converts a meant value to the fields of a report. Two equally likely values are only given in the reason. */
export function meantFinding({ reported: [first, second] }: MeantCell): MeantFinding {
  if (first === undefined) return {};
  const reason = plainWords(reasonWords(first));
  if (second !== undefined)
    return {
      reason: say('{first} was meant ({reason}), or {second} ({otherReason})', {
        first: first.text ?? '',
        reason,
        second: second.text ?? '',
        otherReason: plainWords(reasonWords(second)),
      }),
    };
  if (first.text === undefined) return { reason };
  return {
    ...(first.kind !== 'level' && { code: first.kind === 'code' ? 'cell.sentinel' : 'cell.slip' }),
    meant: first.text,
    reason,
    ...(isUnambiguous(first) && { isSure: true }),
  };
}
