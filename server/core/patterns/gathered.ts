/**
 * The texts of a column that has too many to keep them all: those of rare shapes, one for each common shape, and which of these each row has.
 * So a column is read once, whatever its texts turn out to be.
 */
import { damageIn } from './damage';
import type { TextCount } from './forms';
import { exactShape, LONGEST_SHAPED, shapeAt } from './shape';

/** Texts of a column, those of common shapes by one of each. */
export interface GatheredTexts {
  readonly texts: readonly GatheredText[];
  /** By row: 1 + the position in `texts`; 0 where missing. */
  readonly places: Uint16Array;
  /** Whether texts stand for others of the same shape with runs as one, or else of exactly the same shape. */
  readonly isCoarse: boolean;
  /** The least and the greatest texts of common shapes. */
  readonly ends: readonly string[];
}

export interface GatheredText extends TextCount {
  /** Of a text that stands for others of its shape: true. */
  readonly standsForOthers?: true;
}

/** Of a shape so many texts are kept. */
const MOST_TEXTS = 1000;
/** With more shapes runs are as one; with so many again texts have no shape. */
const MOST_SHAPES = 5000;
const MOST_PLACES = 60_000;

interface Group {
  readonly places: Map<string, number>;
  /** Of the text that stands for those that are not kept; 0 before. */
  rest: number;
  least: string;
  greatest: string;
}

export class TextGatherer {
  private readonly groups = new Map<string, Group>();
  private readonly texts: { text: string; cells: number; standsForOthers?: true }[] = [];
  private places: Uint16Array;
  private detail: 'exact' | 'runs' | 'none' = 'exact';
  private shapes = 0;

  /** @param rows room for as many */
  constructor(rows: number) {
    this.places = new Uint16Array(rows);
  }

  reserve(rows: number): void {
    const before = this.places;
    this.places = new Uint16Array(rows);
    this.places.set(before.length > rows ? before.subarray(0, rows) : before);
  }

  /** Takes a cell, and returns its place. */
  add(text: string, row: number): number {
    const place = this.placeOf(this.groupOf(text), text);
    this.again(place, row);
    return place;
  }

  /** Takes a cell of which the place is known. */
  again(place: number, row: number): void {
    this.texts[place - 1].cells++;
    this.places[row] = place;
  }

  private groupOf(text: string): Group {
    const damage = damageIn(text)?.sort;
    const key = damage ?? this.shapeOf(text);
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    if (damage === undefined && ++this.shapes > MOST_SHAPES) {
      this.detail = this.detail === 'exact' ? 'runs' : 'none';
      this.shapes = 0;
      return this.groupOf(text);
    }
    const own = { places: new Map<string, number>(), rest: 0, least: text, greatest: text };
    this.groups.set(key, own);
    return own;
  }

  /** Behind a mark that no sort of damage has. */
  private shapeOf(text: string): string {
    if (this.detail === 'none' || text.length > LONGEST_SHAPED) return '=';
    const exact = exactShape(text);
    return this.detail === 'exact' ? `=${exact}` : `~${shapeAt('runs', text, exact)}`;
  }

  private placeOf(group: Group, text: string): number {
    if (text < group.least) group.least = text;
    if (text > group.greatest) group.greatest = text;
    const known = group.places.get(text);
    if (known !== undefined) return known;
    if (group.places.size >= MOST_TEXTS || this.texts.length >= MOST_PLACES) {
      if (group.rest === 0) group.rest = this.texts.push({ text, cells: 0, standsForOthers: true });
      return group.rest;
    }
    const place = this.texts.push({ text, cells: 0 });
    group.places.set(text, place);
    return place;
  }

  finish(rows: number): GatheredTexts {
    const ends = [...this.groups.values()].flatMap(({ rest, least, greatest }) => (rest > 0 ? [least, greatest] : []));
    return { texts: this.texts, places: this.places.subarray(0, rows), isCoarse: this.detail !== 'exact', ends };
  }
}
