/** Refusals of `fit`: unusable tables, options and starts, each with one line and exit status 2. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { useCommandLine } from './commandLine';

const SMALL = 'x,y\n1,a\n2,b\n4,a\n3,b\n9,a\n';

describe('refusals of mixture-lens fit', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  function besideADevice(): string {
    if (!existsSync(cli.pathOf('beside.csv.mixture.json')))
      symlinkSync('/dev/zero', cli.pathOf('beside.csv.mixture.json'));
    return cli.write('beside.csv', SMALL);
  }

  function linkToItself(): string {
    rmSync(cli.pathOf('round.csv'), { force: true });
    symlinkSync('round.csv', cli.pathOf('round.csv'));
    return 'round.csv';
  }

  const refused: readonly [string, () => readonly string[], RegExp][] = [
    ['an empty file', () => [cli.write('empty.csv', '')], /empty\.csv: The file is empty/],
    ['a header without rows', () => [cli.write('head.csv', 'a,b\n')], /head\.csv: There is a header but no row/],
    [
      'an open quote around all rows',
      () => [cli.write('quote.csv', 'a,b\n"1,2\n3,4\n5,6\n')],
      /quote\.csv: The file has one row;.* Line 2: This quote is never closed/,
    ],
    [
      'an open quote around the header',
      () => [cli.write('quoted.csv', '"a,b\n1,2\n3,4\n')],
      /quoted\.csv: There is a header but no row below it;.* Line 1: This quote is never closed/,
    ],
    ['a single row', () => [cli.write('one.csv', 'a,b\n1,2\n')], /one\.csv: The file has one row/],
    [
      'constant columns alone',
      () => [cli.write('constant.csv', 'a,b\n1,2\n1,2\n')],
      /constant\.csv: No column can be fitted \("a" has one distinct value/,
    ],
    [
      'constant columns and a stray quote',
      () => [cli.write('stray.csv', 'a,b\n1,"x"y\n1,xy\n')],
      /stray\.csv: No column can be fitted .*write "" for a quote inside quotes\.\n$/,
    ],
    [
      'more components than rows',
      () => [cli.write('n.csv', SMALL), '-k', '9'],
      /n\.csv: 9 components need at least 9 rows, and there are 5/,
    ],
    [
      'a binary file',
      () => [
        cli.write(
          'b.csv',
          Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) % 256),
        ),
      ],
      /b\.csv: This is not a text file/,
    ],
    ['a folder', () => (mkdirSync(cli.pathOf('dir'), { recursive: true }), ['dir']), /dir: this is a folder/],
    ['a missing file', () => ['nowhere.csv'], /nowhere\.csv: no such file/],
    ['a device', () => ['/dev/zero'], /\/dev\/zero: This is not a text file/],
    [
      'a sidecar that is a device',
      () => [besideADevice()],
      /beside\.csv\.mixture\.json: this is a pipe or a device, which may have no end; put a file in its place/,
    ],
    [
      'a start that is a device',
      () => [cli.write('n.csv', SMALL), '--start', '/dev/zero'],
      /^mixture-lens: \/dev\/zero: this is a pipe or a device/,
    ],
    [
      'an unknown column',
      () => [cli.write('n.csv', SMALL), '--columns', 'x,q'],
      /There is no column "q"; the columns are "x", "y"/,
    ],
    ['a kind for an unknown column', () => [cli.write('n.csv', SMALL), '--kind', 'q=normal'], /There is no column "q"/],
    ['an unknown kind', () => [cli.write('n.csv', SMALL), '--kind', 'x=gauss'], /column=kind/],
    ['a prior strength of zero', () => [cli.write('n.csv', SMALL), '--prior-strength', '0'], /number above 0/],
    [
      'a Poisson start without a rate',
      () => [
        cli.write('n.csv', SMALL),
        '--columns',
        'x',
        '--kind',
        'x=poisson',
        '--start',
        cli.write('s.json', '{"components":[{"columns":{"x":{"mean":1,"sd":1}}}]}'),
      ],
      /column "x", needs a "rate" above zero/,
    ],
    ['a K of zero', () => [cli.write('n.csv', SMALL), '-k', '0'], /whole number of at least 1/],
    [
      'a start that is not JSON',
      () => [cli.write('n.csv', SMALL), '--start', cli.write('s.json', '{')],
      /s\.json: not valid JSON \(.*\); pass weights and components, or a model file/,
    ],
    [
      'a start without components',
      () => [cli.write('n.csv', SMALL), '--start', cli.write('s.json', '{"a":1}')],
      /The start has no "components"/,
    ],
    [
      'a start with a negative sd',
      () => [
        cli.write('n.csv', SMALL),
        '--columns',
        'x',
        '--start',
        cli.write('s.json', '{"components":[{"columns":{"x":{"mean":1,"sd":-1}}}]}'),
      ],
      /component 1, column "x", needs an "sd" above zero/,
    ],
    [
      'a start that is null',
      () => [cli.write('n.csv', SMALL), '--start', cli.write('s.json', 'null')],
      /The start has no "components"/,
    ],
    [
      'a start with a null component',
      () => [cli.write('n.csv', SMALL), '--start', cli.write('s.json', '{"components":[null]}')],
      /component 1 has no "columns"/,
    ],
    [
      'a start whose weights are not numbers',
      () => [cli.write('n.csv', SMALL), '--start', cli.write('s.json', '{"weights":"ab","components":[{},{}]}')],
      /"weights" must be a list of numbers/,
    ],
    [
      'a start whose probabilities are null',
      () => [
        cli.write('n.csv', SMALL),
        '--columns',
        'y',
        '--start',
        cli.write('s.json', '{"components":[{"columns":{"y":{"probabilities":null}}}]}'),
      ],
      /column "y", needs "probabilities"/,
    ],
    [
      'a start that gives the data a density of zero',
      () => [
        cli.write('n.csv', SMALL),
        '--columns',
        'x',
        '--start',
        cli.write('s.json', '{"components":[{"columns":{"x":{"mean":1e300,"sd":1e-300}}}]}'),
      ],
      /density of zero/,
    ],
    [
      'a start with another K',
      () => [
        cli.write('n.csv', SMALL),
        '--columns',
        'x',
        '-k',
        '2',
        '--start',
        cli.write('s.json', '{"components":[{"columns":{"x":{"mean":1,"sd":1}}}]}'),
      ],
      /The start has 1 component, but K is 2; leave out one of the two/,
    ],
    ['a call without a file', () => [], /missing required argument/],
    ['two files', () => ['a.csv', 'b.csv'], /too many arguments/],
    ['an unknown option', () => ['a.csv', '--frobnicate'], /unknown option/],
    [
      'an output in a missing folder',
      () => [cli.write('n.csv', SMALL), '--out', 'no/such/model.json'],
      /^mixture-lens: no\/such\/model\.json cannot be written: its folder does not exist \(ENOENT\); create the folder/,
    ],
    [
      'a link to itself',
      () => [linkToItself()],
      /^mixture-lens: round\.csv: too many links in the path; check the path\n$/,
    ],
    [
      'an output that is a link to itself',
      () => [cli.write('n.csv', SMALL), '--out', linkToItself()],
      /^mixture-lens: round\.csv cannot be written: too many links in the path \(ELOOP\); check the path\.\n$/,
    ],
    [
      'a file name of 304 characters',
      () => [`${'x'.repeat(300)}.csv`],
      /^mixture-lens: x{300}\.csv: the name of the file is too long; check the path\n$/,
    ],
  ];

  for (const [what, args, message] of refused) {
    it(`fit refuses ${what} with one line and exit status 2`, () => {
      const { status, stdout, stderr } = cli.run('fit', ...args());

      assert.match(stderr, message);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.ok(stderr.startsWith('mixture-lens: '));
    });
  }

  it('A message quotes the beginning of a long first line only', () => {
    const line = 'Server started with arguments '.repeat(40);
    cli.write('log.csv', `${line}\n${Array.from({ length: 30 }, (_, n) => `job ${n}`).join('\n')}\n`);

    const { status, stderr } = cli.run('fit', 'log.csv');

    assert.equal(status, 2);
    assert.match(stderr, /"Server started with arguments Server st…"/);
    assert.ok(stderr.length < 200, stderr);
  });
});
