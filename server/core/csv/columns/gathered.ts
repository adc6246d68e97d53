/**
 * Gathers the texts of a column that has too many to store: some of each shape, one that stands for the rest of the
 * shape, and the index of each row's text. So a column is read once, whatever its texts turn out to be.
 */
import { hasDigit } from '../cells/cellSorts';
import { Levels } from './levels';
import { decodeUtf8, encodeUtf8, MOST_BYTES_PER_UNIT } from '../cells/utf8';
import { hashOfBytes } from './textHash';
import { damageIn } from '../../patterns/damage';
import type { TextCount } from '../../patterns/forms';
import { exactShape, LONGEST_SHAPED, shapeAt } from '../../patterns/shape';

/** Texts of a column; common shapes are represented by some texts each. */
export interface GatheredTexts {
  readonly texts: readonly TextCount[];
  /** By row: 1 + the index in `texts`; 0 where missing. */
  readonly places: Uint16Array;
  /** Hash of the text by row; NaN where missing, or without a digit. */
  readonly hashes: Float64Array;
  /** Whether texts stand for others of one shape with runs merged, rather than of exactly one shape. */
  readonly isCoarse: boolean;
  /** Least and greatest texts of common shapes. */
  readonly ends: readonly string[];
}

/** Maximum number of texts stored per shape; fewer if the shape has more than this share of the cells. */
const MOST_SHAPE_TEXTS = 1000;
const MOST_COMMON_TEXTS = 50;
const COMMON_SHARE = 0.005;
/** Number of shapes above which runs are merged; if the merged shapes exceed it again, texts have no shape. */
const MOST_SHAPES = 1000;
/** Number of texts above which only damaged ones are stored, of which there are fewer than ten thousand. */
const MOST_STORED_TEXTS = 10_000;
/** Maximum length of a day and a month. */
const LONGEST_DATE = 6;

const [UPPER, LOWER, DIGIT, MINUS, ANY] = [0x41, 0x61, 0x39, 0x2d, 0x3d];

interface Group {
  readonly places: Map<string, number>;
  /** Whether it is a group of damaged texts, each of which is stored by itself. */
  readonly isDamaged: boolean;
  cells: number;
  /** Place of the text that stands for those not stored; 0 while all are stored. */
  restPlace: number;
  least: string;
  greatest: string;
}

/** Whether a text of plain characters lies between the least and the greatest of its group. */
function isWithin({ least, greatest }: Group, bytes: Uint8Array, start: number, end: number): boolean {
  return compareBytes(least, bytes, start, end) <= 0 && compareBytes(greatest, bytes, start, end) >= 0;
}

/** Negative where the text comes before the bytes. */
function compareBytes(text: string, bytes: Uint8Array, start: number, end: number): number {
  for (let i = 0; i < text.length && start + i < end; i++) {
    const difference = text.charCodeAt(i) - bytes[start + i];
    if (difference !== 0) return difference;
  }
  return text.length - (end - start);
}

export class TextGatherer {
  private readonly keys = new Levels();
  private readonly groups: Group[] = [];
  private readonly texts: { text: string; cells: number; standsForOthers?: true }[] = [];
  private places: Uint16Array;
  private hashes: Float64Array;
  private detail: 'exact' | 'runs' | 'none' = 'exact';
  private shapes = 0;
  private cells = 0;
  private key = new Uint8Array(MOST_BYTES_PER_UNIT * LONGEST_SHAPED + 1);

  /** @param rows initial capacity */
  constructor(rows: number) {
    this.places = new Uint16Array(rows);
    this.hashes = new Float64Array(rows).fill(NaN);
  }

  reserve(rows: number): void {
    const places = this.places;
    this.places = new Uint16Array(rows);
    this.places.set(places.length > rows ? places.subarray(0, rows) : places);
    const hashes = this.hashes;
    this.hashes = new Float64Array(rows).fill(NaN);
    this.hashes.set(hashes.length > rows ? hashes.subarray(0, rows) : hashes);
  }

  /** Adds a cell, and returns its place. */
  add(text: string, row: number): number {
    const bytes = new Uint8Array(MOST_BYTES_PER_UNIT * text.length);
    return this.addBytes(bytes, 0, encodeUtf8(text, 0, text.length, bytes, 0), row);
  }

  /** Adds a cell by its bytes, and returns its place. */
  addBytes(bytes: Uint8Array, start: number, end: number, row: number): number {
    const length = this.plainKey(bytes, start, end);
    const groupIndex = length > 0 ? this.keys.find(this.key, 0, length) : -1;
    const isFull =
      groupIndex >= 0 && this.groups[groupIndex].restPlace > 0 && isWithin(this.groups[groupIndex], bytes, start, end);
    const place = isFull ? this.groups[groupIndex].restPlace : this.placeOf(groupIndex, decodeUtf8(bytes, start, end));
    this.repeat(place, hasDigit(bytes, start, end) ? hashOfBytes(bytes, start, end) : NaN, row);
    return place;
  }

  /** Returns the hash of the text in a row. */
  hashAt(row: number): number {
    return this.hashes[row];
  }

  /** Adds a cell with a place and hash that were computed before. */
  repeat(place: number, hash: number, row: number): void {
    this.texts[place - 1].cells++;
    this.cells++;
    this.places[row] = place;
    this.hashes[row] = hash;
  }

  /** Writes the key of a text of plain characters without damage and returns its length; 0 for other texts. */
  private plainKey(bytes: Uint8Array, start: number, end: number): number {
    const { key } = this;
    const isLong = end - start > LONGEST_SHAPED || this.detail === 'none';
    const mergesRuns = this.detail === 'runs';
    key[0] = ANY + (mergesRuns ? 1 : 0);
    let length = 1;
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      const isDigit = byte >= 0x30 && byte <= 0x39;
      const isUpper = byte >= 0x41 && byte <= 0x5a;
      const isLower = byte >= 0x61 && byte <= 0x7a;
      const isMark = !isDigit && !isUpper && !isLower;
      // # & " + and control characters, and possible dates.
      if (
        isMark &&
        (byte < 0x20 ||
          byte >= 0x7f ||
          byte === 0x22 ||
          byte === 0x23 ||
          byte === 0x26 ||
          byte === 0x2b ||
          (byte === MINUS && end - start <= LONGEST_DATE))
      )
        return 0;
      if (isLong) continue;
      const sort = isDigit ? DIGIT : isUpper ? UPPER : isLower ? LOWER : byte;
      if (!(mergesRuns && !isMark && length > 1 && key[length - 1] === sort)) key[length++] = sort;
    }
    if (isLong) key[0] = ANY;
    return length;
  }

  /** @param groupIndex index of the text's group; -1 where it is not known yet */
  private placeOf(groupIndex: number, text: string): number {
    const group = groupIndex >= 0 ? this.groups[groupIndex] : this.groupOf(text);
    if (text < group.least) group.least = text;
    if (text > group.greatest) group.greatest = text;
    const place = group.places.get(text);
    if (place !== undefined) return place;
    const isCommon = !group.isDamaged && ++group.cells > COMMON_SHARE * this.cells;
    if (
      group.places.size >= (isCommon ? MOST_COMMON_TEXTS : MOST_SHAPE_TEXTS) ||
      (!group.isDamaged && this.texts.length >= MOST_STORED_TEXTS)
    ) {
      if (group.restPlace === 0) group.restPlace = this.texts.push({ text, cells: 0, standsForOthers: true });
      return group.restPlace;
    }
    const newPlace = this.texts.push({ text, cells: 0 });
    group.places.set(text, newPlace);
    return newPlace;
  }

  private groupOf(text: string): Group {
    const damage = damageIn(text)?.sort;
    const key = damage ?? this.keyOf(text);
    const length = encodeUtf8(key, 0, key.length, this.key, 0);
    const existing = this.keys.find(this.key, 0, length);
    if (existing >= 0) return this.groups[existing];
    if (damage === undefined && ++this.shapes > MOST_SHAPES && this.detail !== 'none') {
      this.detail = this.detail === 'exact' ? 'runs' : 'none';
      this.shapes = 0;
      return this.groupOf(text);
    }
    const group = {
      places: new Map<string, number>(),
      isDamaged: damage !== undefined,
      cells: 0,
      restPlace: 0,
      least: text,
      greatest: text,
    };
    this.groups[this.keys.add(this.key, 0, length)] = group;
    return group;
  }

  /** Returns the key of a text in the form of `plainKey`. */
  private keyOf(text: string): string {
    if (this.detail === 'none' || text.length > LONGEST_SHAPED) return '=';
    const exact = exactShape(text);
    return this.detail === 'exact' ? `=${exact}` : `>${shapeAt('runs', text, exact)}`;
  }

  finish(rows: number): GatheredTexts {
    const ends = this.groups.flatMap(({ restPlace, least, greatest }) => (restPlace > 0 ? [least, greatest] : []));
    return {
      texts: this.texts,
      places: this.places.subarray(0, rows),
      hashes: this.hashes.subarray(0, rows),
      isCoarse: this.detail !== 'exact',
      ends,
    };
  }
}

/** Share of values that are no numbers from which a column holds texts; codes with leading zeros reach it. */
const LEAST_TEXT_SHARE = 0.02;
const PADDED = /^0\d/;

/**
 * Makes a gatherer for the texts read so far; undefined for a column that hardly holds texts.
 *
 * @param places by row, 1 + the index in the names; 0 where missing
 * @param isText whether a name is not a number
 */
export function gathererOf(
  names: readonly string[],
  places: Uint16Array | undefined,
  isText: (name: number) => boolean,
): TextGatherer | undefined {
  const textCount = names.reduce((sum, name, i) => (isText(i) || PADDED.test(name) ? sum + 1 : sum), 0);
  if (textCount < LEAST_TEXT_SHARE * names.length || places === undefined) return undefined;
  const gatherer = new TextGatherer(places.length);
  const newPlaces = new Uint16Array(names.length + 1);
  const hashes = new Float64Array(names.length + 1);
  places.forEach((place, row) => {
    if (place === 0) return;
    if (newPlaces[place] === 0) {
      newPlaces[place] = gatherer.add(names[place - 1], row);
      hashes[place] = gatherer.hashAt(row);
    } else gatherer.repeat(newPlaces[place], hashes[place], row);
  });
  return gatherer;
}
