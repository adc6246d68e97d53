/** What was meant by an unlikely cell, in words. */
import type { MeantCell, MeantText } from '../core/slips/meant';
import type { CellFinding } from '../protocol';
import type { Words } from './complaint';

const UNITS: Readonly<Record<string, string>> = {
  in: 'inches', cm: 'centimetres', mm: 'millimetres', m: 'metres', ft: 'feet', lb: 'pounds', kg: 'kilograms', g: 'grams', oz: 'ounces', mi: 'miles', km: 'kilometres', K: 'kelvin',
};

/** Why a cell is not what was meant. @example ['a zero too many'] */
export function reasonWords({ kind, detail = '', probability }: MeantText): Words {
  switch (kind) {
    case 'missing': return ['a digit is missing'];
    case 'extra': case 'doubled': return [detail === '0' ? 'a zero too many' : kind === 'doubled' ? 'a digit is doubled' : 'a digit too many'];
    case 'exchanged': return ['two digits are exchanged'];
    case 'mistyped': return [`${detail.slice(0, 1)} stands in the place of ${detail.slice(1)}`];
    case 'markLost': return ['the decimal mark is missing'];
    case 'markMoved': return ['the decimal mark is in the wrong place'];
    case 'thousands': return ['the decimal mark and the one of thousands are confused'];
    case 'sign': return ['the sign is wrong'];
    case 'tens': return [detail.startsWith('-') ? `${detail.slice(1)} times too large` : `${detail} times too small`];
    case 'unit': {
      const [from, to] = detail.split(' ');
      return [`written in ${UNITS[from] ?? from}, not ${UNITS[to] ?? to}`];
    }
    case 'places': return ['it changed places with ', { data: detail }];
    case 'copied': return ['it repeats ', { data: detail }, ', which stands beside it'];
    case 'code': return ['it stands for a missing value'];
    case 'level': return [`so are ${Math.floor(100 * probability)} % of the cells of such rows`];
  }
}

/** A sentence without its stop; undefined where nothing is told. @example ['probably ', { data: '3705' }, ' was meant: a zero too many'] */
export function meantWords({ told: [first, second] }: MeantCell): Words | undefined {
  if (first === undefined) return undefined;
  if (first.text === undefined || first.kind === 'code') return [first.kind === 'code' ? 'Probably ' : 'Perhaps ', ...reasonWords(first)];
  if (second === undefined) return ['Probably ', ...textWords(first), ' was meant: ', ...reasonWords(first)];
  return ['Perhaps ', ...textWords(first), ' was meant (', ...reasonWords(first), '), or ', ...textWords(second), ' (', ...reasonWords(second), ')'];
}

function textWords({ kind, text = '' }: MeantText): Words {
  if (kind === 'code') return ['nothing'];
  return kind === 'level' ? ['"', { data: text }, '"'] : [{ data: text }];
}

/** Slips that leave all other digits as they are; a digit in the place of another may be any. */
const SURE: ReadonlySet<MeantText['kind']> = new Set(['markLost', 'markMoved', 'thousands', 'tens', 'unit', 'places', 'sign']);

function isSure({ kind, detail }: MeantText): boolean {
  return SURE.has(kind) || ((kind === 'extra' || kind === 'doubled') && detail === '0');
}

/** The same in terms of the wire; one of several that are about alike is none that was meant. */
export function meantFinding(meant: MeantCell): Pick<CellFinding, 'code' | 'meant' | 'reason' | 'isSure'> {
  const [first, second] = meant.told;
  if (first === undefined) return {};
  const said = (words: Words): string => words.map((part) => (typeof part === 'string' ? part : part.data)).join('');
  if (second !== undefined) return { reason: said(meantWords(meant) ?? []) };
  if (first.text === undefined) return { reason: said(reasonWords(first)) };
  return { ...(first.kind !== 'level' && { code: first.kind === 'code' ? 'cell.sentinel' : 'cell.slip' }), meant: first.text, reason: said(reasonWords(first)), ...(isSure(first) && { isSure: true }) };
}
