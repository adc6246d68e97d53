/** Tests that tables share an engine, and that a large one does not keep its memory. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { KernelEngines } from '../../../server/kernels/node';

const DIST = join(import.meta.dirname, '../../../dist/server');
/** Count of numbers that take 128 MB. */
const MANY = 2 ** 24;

describe('engines for one table after the other', () => {
  it('Small tables share an engine', () => {
    const engines = new KernelEngines(DIST, { threads: 1 });
    const first = engines.next();

    first?.room.allocate(1000);

    assert.ok(first !== undefined);
    assert.equal(engines.next(), first);
  });

  it('A table after a large one has a new engine with little memory', () => {
    const engines = new KernelEngines(DIST, { threads: 2 });
    const first = engines.next();

    first?.room.allocate(MANY);
    const next = engines.next();

    assert.notEqual(next, first);
    assert.ok((next?.memoryBytes ?? Infinity) < 2 ** 24);
  });

  it('Kernels that cannot be loaded are reported once, for any number of tables', () => {
    const lines: string[] = [];
    const engines = new KernelEngines('nowhere', { report: (line) => lines.push(line) });

    const made = [engines.next(), engines.next(), engines.next()];

    assert.deepEqual(made, [undefined, undefined, undefined]);
    assert.equal(lines.length, 1);
    assert.match(lines[0], /^The fast kernels cannot be used \(ENOENT/);
  });
});
