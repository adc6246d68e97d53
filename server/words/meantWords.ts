/** Reasons why a number differs from the meant one, in words, and the reported meaning. */
import type { MeantCell, MeantText } from '../core/slips/meantCell';
import type { MeantFinding } from '../protocol/report/meant';
import { plainWords, type Words } from './complaints/complaint';

const UNITS: Readonly<Record<string, string>> = {
  in: 'inches',
  cm: 'centimetres',
  mm: 'millimetres',
  m: 'metres',
  ft: 'feet',
  lb: 'pounds',
  kg: 'kilograms',
  g: 'grams',
  oz: 'ounces',
  mi: 'miles',
  km: 'kilometres',
  K: 'kelvin',
};

/** Returns the reason why a cell differs from the meant value. @example ['a zero too many'] */
export function reasonWords({ kind, detail = '', probability }: MeantText): Words {
  switch (kind) {
    case 'missing':
      return ['a digit is missing'];
    case 'extra':
    case 'doubled':
      return [detail === '0' ? 'a zero too many' : kind === 'doubled' ? 'a digit is doubled' : 'a digit too many'];
    case 'exchanged':
      return ['two digits are exchanged'];
    case 'mistyped':
      return [`${detail.slice(0, 1)} stands in the place of ${detail.slice(1)}`];
    case 'markLost':
      return ['the decimal mark is missing'];
    case 'markMoved':
      return ['the decimal mark is in the wrong place'];
    case 'thousands':
      return ['the decimal mark and the one of thousands are confused'];
    case 'sign':
      return ['the sign is wrong'];
    case 'tens':
      return [detail.startsWith('-') ? `${detail.slice(1)} times too large` : `${detail} times too small`];
    case 'unit': {
      const [from, to] = detail.split(' ');
      return [`written in ${UNITS[from] ?? from}, not ${UNITS[to] ?? to}`];
    }
    case 'places':
      return ['it changed places with ', { data: detail }];
    case 'copied':
      return ['it repeats ', { data: detail }, ', which stands beside it'];
    case 'code':
      return ['it stands for a missing value'];
    case 'level':
      return [`so are ${Math.floor(100 * probability)} % of the cells of such rows`];
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
      reason: `${first.text ?? ''} was meant (${reason}), or ${second.text ?? ''} (${plainWords(reasonWords(second))})`,
    };
  if (first.text === undefined) return { reason };
  return {
    ...(first.kind !== 'level' && { code: first.kind === 'code' ? 'cell.sentinel' : 'cell.slip' }),
    meant: first.text,
    reason,
    ...(isUnambiguous(first) && { isSure: true }),
  };
}
