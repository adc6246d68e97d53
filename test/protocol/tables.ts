/** Tables for the tests of the protocol. */
import { readFileSync } from 'node:fs';
import type { Range } from 'vscode-languageserver';

export const penguins = readFileSync('samples/penguins.csv', 'utf8');

/** The text with another cell (0 the header's line), quotes and delimiters inside cells left alone by the sample. */
export function withCell(text: string, line: number, column: number, cell: string): string {
  const lines = text.split('\n');
  const cells = lines[line].split(',');
  cells[column] = cell;
  lines[line] = cells.join(',');
  return lines.join('\n');
}

/** Returns the range of a cell, by counting. */
export function rangeOf(text: string, line: number, column: number): Range {
  const cells = text.split('\n')[line].split(',');
  const start = cells.slice(0, column).reduce((sum, cell) => sum + cell.length + 1, 0);
  return { start: { line, character: start }, end: { line, character: start + cells[column].length } };
}

/** Returns a seeded source of numbers from 0 to 1 (Lehmer's generator). */
export function uniformRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Rows of two numbers, four of which are infinite or far too large for a fit. */
export const infiniteRows: readonly string[] = Array.from({ length: 60 }, (_, n) => {
  const special: Readonly<Record<number, string>> = { 4: 'Infinity', 9: 'inf', 14: '1e400', 19: '1e307' };
  return `${special[n] ?? (Math.sin(n * n) + 1).toFixed(4)},${n % 7}.5`;
});

/** Two clusters of counts and positive skewed numbers. */
export function skewed(rows: number, seed = 1): string {
  let state = seed;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const lines = ['visits,income'];
  for (let row = 0; row < rows; row++) {
    const second = uniform() < 0.4;
    let visits = -1;
    for (let time = 0; time < (second ? 20 : 4); visits++) time -= Math.log(uniform());
    lines.push(`${visits},${Math.exp((second ? 10 : 7) + 0.6 * normal()).toFixed(2)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Two clusters of numbers and a level that goes with them; enough rows to make a fit last. */
export function synthetic(rows: number, seed = 1): string {
  let state = seed;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const lines = ['width,height,depth,colour'];
  for (let row = 0; row < rows; row++) {
    const second = uniform() < 0.4;
    const [width, height, depth] = [
      normal() + (second ? 4 : 0),
      2 * normal() + (second ? 10 : 0),
      normal() - (second ? 3 : 0),
    ];
    lines.push(
      `${width.toFixed(4)},${height.toFixed(4)},${depth.toFixed(4)},${second !== uniform() < 0.1 ? 'red' : 'blue'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
