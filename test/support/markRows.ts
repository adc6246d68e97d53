/** `FILE-URI FIRST COUNT`: marks rows of a file as expected, and prints the number of each row once it is stored. */
import { markExpected } from '../../server/disk/sidecarFiles';

async function main([uri, first, count]: readonly string[]): Promise<void> {
  for (let row = Number(first); row < Number(first) + Number(count); row++) {
    await markExpected(uri, { cells: { row: String(row) }, reason: '' }, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${row}\n`);
  }
}

void main(process.argv.slice(2));
