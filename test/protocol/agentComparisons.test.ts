/** Tests the tool `compare_tables` for agents. */
import assert from 'node:assert/strict';
import type { ComparisonReport } from '../../server/protocol';
import { useAgent } from './agentClient';
import { useCommandLine } from './commandLine';
import { penguins, synthetic, withCell } from './tables';

interface Comparison {
  readonly answer: string;
  readonly differs: boolean;
  readonly p: number;
  readonly rows: readonly number[];
  readonly isModel: boolean;
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  readonly levels: readonly { readonly column: string; readonly onlyInB: readonly { readonly level: string }[] }[];
  readonly changedCount: number;
  readonly columns: readonly { readonly column: string; readonly differs: boolean; readonly p: number }[];
  readonly unlikelyCount: number;
  readonly unlikely: readonly { readonly line: number }[];
  readonly nextCursor?: string;
}

/** The penguins, each 400 g heavier, with another column instead of the year and a new level. */
const DRIFTED = penguins
  .trimEnd()
  .split('\n')
  .map((line, n) => {
    const [species, ...cells] = line.split(',').slice(0, -1);
    if (n === 0) return [species, ...cells, 'observer'].join(',');
    const mass = cells[4] === '' ? '' : String(Number(cells[4]) + 400);
    return [n % 20 === 0 ? 'Emperor' : species, ...cells.with(4, mass), 'x'].join(',');
  })
  .join('\n');
const BOTH = { a: 'penguins.csv', b: 'drifted.csv', k: 2 };

describe('the tool compare_tables', function () {
  this.timeout(120_000);
  const shell = useCommandLine();
  const server = useAgent(() => {
    shell.write('penguins.csv', penguins);
    shell.write('drifted.csv', DRIFTED);
    shell.write('wild.csv', withCell(penguins, 5, 5, '36900'));
    shell.write('long.csv', synthetic(200_000));
    return { cwd: shell.path };
  });
  const compare = async (given: Readonly<Record<string, unknown>>): Promise<Comparison> =>
    (await server.agent.call<Comparison>('compare_tables', given)).content;

  it('The numbers are those of compare --json', async () => {
    const content = await compare({ ...BOTH, seed: 3, permutations: 999 });

    const args = ['-k', '2', '--seed', '3', '--permutations', '999', '--json'];
    const report = JSON.parse(shell.output('compare', 'penguins.csv', 'drifted.csv', ...args)) as ComparisonReport;
    assert.deepEqual(
      [content.p, content.rows, content.unlikelyCount],
      [report.p, [report.a.rows, report.b.rows], report.unlikely.count],
    );
    assert.deepEqual(
      content.columns.map(({ column, p }) => [column, p]),
      report.columns.map(({ column, p }) => [column, p]),
    );
  });

  it('The first line of the text is the answer, with the changed columns in quotation marks', async () => {
    const { text, content } = await server.agent.call<Comparison>('compare_tables', BOTH);

    const [answer] = text.split('\n');
    assert.match(answer, /^B differs from A \(p < 0\.001\): .*2 of 7 columns changed: "body_mass_g", "species"\.$/);
    assert.equal(content.answer, answer);
    assert.match(text, /^\| body_mass_g \(p < 0\.001, distance 0\.\d+, share \d+ %\): mean 4200 → 4600/m);
  });

  it('Columns and levels that only one table has are listed', async () => {
    const { onlyInA, onlyInB, levels } = await compare(BOTH);

    assert.deepEqual([onlyInA, onlyInB], [['year'], ['observer']]);
    assert.deepEqual(
      levels.map(({ column, onlyInB: inB }) => [column, inB.map(({ level }) => level)]),
      [['species', ['Emperor']]],
    );
  });

  it('Two equal tables show no difference', async () => {
    const content = await compare({ ...BOTH, b: 'penguins.csv' });

    assert.deepEqual([content.differs, content.changedCount, content.p], [false, 0, 1]);
    assert.match(content.answer, /^No difference found between A and B/);
  });

  it('The pages hold each compared column once', async () => {
    const whole = await compare(BOTH);

    const pages: Comparison[] = [];
    for (let cursor: string | undefined; pages.length === 0 || cursor !== undefined;) {
      const page = await compare({ ...BOTH, limit: 3, cursor });
      pages.push(page);
      cursor = page.nextCursor;
    }

    assert.deepEqual(
      pages.map(({ columns }) => columns.length),
      [3, 3, 1],
    );
    assert.deepEqual(
      pages.flatMap(({ columns }) => columns),
      whole.columns,
    );
  });

  it('A model file stands for the first table', async () => {
    shell.output('fit', 'penguins.csv', '-k', '2', '--out', 'model.json', '--quiet');

    const content = await compare({ a: 'model.json', b: 'drifted.csv' });

    assert.deepEqual([content.isModel, content.differs], [true, true]);
  });

  it('Unlikely rows that a person marked as expected are not listed', async () => {
    const before = await compare({ ...BOTH, b: 'wild.csv' });
    const [names, ...lines] = shell.read('wild.csv').replaceAll('"', '').split('\n');
    const cells = Object.fromEntries(names.split(',').map((name, i) => [name, lines[4].split(',')[i]]));
    shell.write('wild.csv.mixture.json', JSON.stringify({ version: 1, expected: [{ cells, reason: 'scales' }] }));

    const after = await compare({ ...BOTH, b: 'wild.csv' });

    assert.equal(before.unlikely[0].line, 6);
    assert.equal(after.unlikelyCount, before.unlikelyCount - 1);
  });

  it('A file that has changed is compared anew', async () => {
    shell.write('edited.csv', penguins);
    await compare({ ...BOTH, b: 'edited.csv' });
    shell.write('edited.csv', DRIFTED);

    const content = await compare({ ...BOTH, b: 'edited.csv' });

    assert.equal(content.differs, true);
  });

  it('A cancelled comparison reports its progress, stops and makes room for others', async () => {
    const abort = new AbortController();
    const long = { a: 'long.csv', b: 'long.csv', k: 20, estimate: 'ml' };
    let begun: () => void = () => undefined;
    const progress = new Promise<void>((resolve) => (begun = resolve));
    const end = server.agent.result('compare_tables', long, { signal: abort.signal, onprogress: () => begun() });
    end.catch(() => undefined);
    await progress;

    abort.abort();

    await assert.rejects(end);
    assert.equal((await compare({ ...BOTH, seed: 9 })).differs, true);
  });

  it('What the command line refuses is refused in one line', async () => {
    shell.write('words.json', '{}');
    shell.write('other.csv', 'q,r\n1,2\n3,4\n');
    shell.write('empty.csv', '');
    const cases: readonly (readonly [object, RegExp])[] = [
      [{ a: 'penguins.csv' }, /: b must be the path of a file$/],
      [{ ...BOTH, b: 'words.json' }, /: "words\.json": b must be a table; pass the model as a$/],
      [{ ...BOTH, a: 'words.json' }, /: "words\.json": Not a Mixture Lens model/],
      [{ ...BOTH, b: 'empty.csv' }, /: "empty\.csv": The file is empty/],
      [{ ...BOTH, b: 'other.csv' }, /: "penguins\.csv", "other\.csv": The tables have no column in common: A has/],
      [{ ...BOTH, a: '../penguins.csv' }, /has a "\.\." in it/],
      [{ ...BOTH, permutations: 10 }, /: permutations must be an integer from 999 to 1000000, not 10$/],
      [{ ...BOTH, rowWeights: 'year' }, /: there is no argument "rowWeights"; the arguments are a, b, /],
      [{ ...BOTH, header: false, headerRows: 1 }, /: header false and headerRows contradict each other/],
      [{ ...BOTH, decimal: ',', thousands: ',' }, /: decimal and thousands are the same mark/],
    ];

    for (const [given, message] of cases) {
      const line = await server.agent.refusal('compare_tables', { ...given });
      assert.match(line, message);
      assert.equal(line.includes('\n'), false);
    }
  });
});
