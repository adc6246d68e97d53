/** Complaints about numbers: in another form or unit than their column, or beyond what its kind can hold. */
import { say, sayParts } from '../../../language/language';
import { isNotFinite } from '../../core/csv/cells/cellSorts';
import { writtenBound, type WrittenBound } from '../../core/csv/cells/writtenBound';
import { writtenNumber } from '../../core/csv/cells/writtenNumber';
import type { FamilyName } from '../../core/families/registry';
import type { ColumnSchema } from '../../core/schema/infer';
import { kindWords } from '../../protocol/columnKind';
import type { Data } from '../markup';
import type { Complaint, Words } from './complaint';

/** Returns the complaint about a cell that is no number of its column. */
export function complaintOfNumber(column: ColumnSchema, text: string): Complaint {
  return (
    complaintOfUnit(column, text) ?? {
      what: sayParts('is not a number, as the other cells of {column} are', { column: { data: column.name } }),
      countsAsMissing: true,
      remedy: say('Fix it, or name it among the missing values.'),
    }
  );
}

/** Returns the complaint about a number in another unit than its column, or an infinite one; else undefined. */
function complaintOfUnit({ name, unit = '' }: ColumnSchema, text: string): Complaint | undefined {
  const column = { data: name };
  const written = writtenNumber(text, '.') ?? writtenNumber(text, ',');
  const cellUnit = (written ?? boundIn(text))?.unit ?? '';
  // What has the sign is a percentage, however small.
  if (unit === '%' && cellUnit === '' && written !== undefined && Math.abs(written.value) < 1)
    return {
      what: sayParts('is a fraction, but {column} is in percent; {number} % would fit', {
        column,
        number: Number((100 * written.value).toPrecision(12)),
      }),
      countsAsMissing: true,
      remedy: say('Write it as a percentage.'),
    };
  if (cellUnit === unit && (cellUnit !== '' || written !== undefined))
    return {
      what: sayParts('is written with another decimal or thousands mark than the other cells of {column}', { column }),
      countsAsMissing: true,
      remedy: say('Write it as the others are.'),
    };
  if (cellUnit !== '') {
    return {
      what:
        unit === ''
          ? sayParts('is in "{unit}", but {column} has plain numbers', { unit: { data: cellUnit }, column })
          : sayParts('is in "{unit}", but {column} is in "{columnUnit}"', {
              unit: { data: cellUnit },
              column,
              columnUnit: { data: unit },
            }),
      countsAsMissing: true,
      remedy: say('Convert it.'),
    };
  }
  if (!isNotFinite(text)) return undefined;
  return {
    what: sayParts('is not a finite number, as the other cells of {column} are', { column }),
    countsAsMissing: true,
    remedy: say('Correct what it was computed from, or name it among the missing values.'),
  };
}

/** Returns the complaint about a number that its column cannot hold. */
export function complaintOfUnsuitable({ name, kind, parts }: ColumnSchema, text: string): Complaint {
  const column = { data: name };
  const what =
    parts !== undefined
      ? sayParts('is below zero, where the numbers of {column} begin', { column })
      : boundIn(text) === undefined
        ? unsuitableWords(kind, column)
        : unsuitableBoundWords(kind, column);
  return { what, countsAsMissing: true, remedy: say('Fix it, or choose another kind.') };
}

/** Numbers that the kinds require. */
const REQUIREMENTS: Readonly<Record<FamilyName, 'positive' | 'count' | 'number'>> = {
  normal: 'number',
  lognormal: 'positive',
  poisson: 'count',
  negativeBinomial: 'count',
  bernoulli: 'number',
  categorical: 'number',
};

function requirementOf(kind: string): 'positive' | 'count' | 'number' {
  return Object.hasOwn(REQUIREMENTS, kind) ? REQUIREMENTS[kind as FamilyName] : 'number';
}

function unsuitableWords(name: string, column: Data): Words {
  const kind = kindWords(name);
  switch (requirementOf(name)) {
    case 'positive':
      return sayParts('is not a positive number, which the kind {kind} of {column} requires', { kind, column });
    case 'count':
      return sayParts('is not a whole number from 0 to 9e15, which the kind {kind} of {column} requires', {
        kind,
        column,
      });
    case 'number':
      return sayParts('is not a number, which the kind {kind} of {column} requires', { kind, column });
  }
}

function unsuitableBoundWords(name: string, column: Data): Words {
  const kind = kindWords(name);
  switch (requirementOf(name)) {
    case 'positive':
      return sayParts('leaves room for no number that the kind {kind} of {column} can hold (a positive number)', {
        kind,
        column,
      });
    case 'count':
      return sayParts(
        'leaves room for no number that the kind {kind} of {column} can hold (a whole number from 0 to 9e15)',
        { kind, column },
      );
    case 'number':
      return sayParts('leaves room for no number that the kind {kind} of {column} can hold (a number)', {
        kind,
        column,
      });
  }
}

function boundIn(text: string): WrittenBound | undefined {
  return writtenBound(text.trim(), '.') ?? writtenBound(text.trim(), ',');
}
