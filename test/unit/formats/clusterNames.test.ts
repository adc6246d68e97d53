/** Tests the names and colours of clusters: valid ones, hostile ones in exports, and their succession in a new fit. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { marked } from 'marked';
import { setCatalogue } from '../../../language/language';
import { reportHtml } from '../../../pictures/reportHtml';
import { complete } from '../../../server/core/numeric/generators';
import type { Judgement } from '../../../server/core/judging/fittedModel';
import { successors } from '../../../server/core/description/successors';
import {
  lookOf,
  withClusterName,
  withClusterColour,
  withInheritedLooks,
  tidyName,
} from '../../../server/formats/clusterNames';
import { scoresCsv } from '../../../server/formats/table/scoresCsv';
import type { ExportedFit } from '../../../server/formats/exports/exported';
import { exporters } from '../../../server/formats/exports/exportTexts';
import { modelJson } from '../../../server/formats/model/writeModel';
import type { PipelineOutput } from '../../../server/pipeline/fitTable';
import { inputOf } from '../../../server/formats/table/readTable';
import { reportData } from '../../../server/pipeline/gatherReport';
import { readModel } from '../../../server/formats/model/readModel';
import { runScoring, type ScoreOutput } from '../../../server/pipeline/scoreTable';
import { toMarkdown, toPlainText } from '../../../server/words/markup';
import type { Component, FitReport } from '../../../server/protocol';
import { clusterColourNumber } from '../../../server/protocol/report/clusterLook';
import { fitText } from '../../support/fitText';

function clusters(k: number): readonly Component[] {
  return Array.from({ length: k }, () => ({ weight: 1 / k, columns: {} }));
}
const looks = (all: readonly Component[]): readonly object[] => all.map(lookOf);
const colours = (all: readonly Component[]): readonly number[] => all.map(clusterColourNumber);

/** Names that an export without escapes would take for a formula, a tag, a link, a command or code. */
const HOSTILE = [
  "=cmd|' /C calc'!A0",
  '<img src=x onerror=alert(1)>',
  '[a](command:b) **c** | d',
  '\\end{tabular} % $x$ & y',
  '"""\'; import os #',
  '$(zap) ${x} `y`',
  '&lt;b&gt;',
  '-1+1',
];

describe('cluster names', () => {
  afterEach(() => {
    setCatalogue();
  });

  it('A cluster name is put on one line without invisible characters', () => {
    assert.equal(tidyName('  Gentoo \t\n females\u202e '), 'Gentoo females');
    assert.equal(tidyName('👩\u200d🚀 e\u0301'), '👩\u200d🚀 \u00e9');
  });

  it('Blanks that only an invisible character separates become one blank', () => {
    assert.equal(tidyName('a \0 \u200b b'), 'a b');
  });

  it('A text of blanks and invisible characters alone is no cluster name', () => {
    for (const nothing of ['', ' \n', '\u200d', '\u3164', '\ufe0f\u0301', '\u202e\u2066'])
      assert.equal(tidyName(nothing), undefined, JSON.stringify(nothing));
  });

  it('A tidy cluster name has no control character and is not changed when it is tidied again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (given) => {
        const name = tidyName(`x${given}`);
        assert.match(name ?? '', /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+$/u);
        assert.equal(tidyName(name ?? ''), name);
      }),
    );
  });

  it('A cluster name has at most 60 characters', () => {
    assert.equal(tidyName('ä'.repeat(60)), 'ä'.repeat(60));
    assert.throws(() => tidyName('ä'.repeat(61)), /may have 60 characters, and this one has 61; take a shorter one\.$/);
  });

  it('A cluster name that reads like the number of a cluster is refused', () => {
    for (const number of ['2', 'Cluster 2', 'cluster\u00a012', 'CLUSTER3'])
      assert.throws(() => tidyName(number), /taken for the number of a cluster/);
  });

  it('A cluster name that reads like the number of a cluster in the language of the reader is refused', () => {
    setCatalogue({ language: 'de', messages: { 'Cluster {number}': 'Gruppe {number}' } });

    assert.throws(() => tidyName('gruppe 2'), /taken for the number of a cluster/);
    assert.equal(tidyName('Gruppe 2 b'), 'Gruppe 2 b');
  });

  it('The name of another cluster is refused', () => {
    const second = withClusterName(clusters(3), 1, 'Gentoo');
    assert.throws(
      () => withClusterName(second, 0, ' Gentoo '),
      /Cluster 2 has the name "Gentoo" already; take another one\.$/,
    );
  });

  it('A cluster can be given its own name again', () => {
    const second = withClusterName(clusters(3), 1, 'Gentoo');
    assert.deepEqual(looks(withClusterName(second, 1, 'Gentoo')), [{}, { name: 'Gentoo' }, {}]);
  });

  it('A blank name removes the name of a cluster', () => {
    const second = withClusterName(clusters(3), 1, 'Gentoo');
    assert.deepEqual(looks(withClusterName(second, 1, ' ')), [{}, {}, {}]);
  });
});

describe('cluster colours', () => {
  it('A cluster exchanges its colour with the cluster that has the new one', () => {
    assert.deepEqual(colours(withClusterColour(clusters(3), 0, 2)), [2, 1, 0]);
  });

  it('A cluster takes a free colour without any other change', () => {
    const swapped = withClusterColour(clusters(3), 0, 2);
    assert.deepEqual(colours(withClusterColour(swapped, 1, 5)), [2, 5, 0]);
  });

  it('Clusters with their default colours again have no colour in their looks', () => {
    const swapped = withClusterColour(clusters(3), 0, 2);
    assert.deepEqual(looks(withClusterColour(swapped, 0, 0)), [{}, {}, {}]);
  });

  it('Clusters have distinct colours after any changes, and the last one has the requested colour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 12 }),
        (k, changes) => {
          const after = changes.reduce(
            (all, [cluster, colour]) => withClusterColour(all, cluster % k, colour),
            clusters(k),
          );
          assert.equal(new Set(colours(after)).size, k, 'distinct colours');
          const last = changes.at(-1);
          if (last !== undefined) assert.equal(colours(after)[last[0] % k], last[1]);
        },
      ),
    );
  });
});

describe('succession of clusters', () => {
  /** A judgement in which each row belongs to one cluster for certain. */
  const judged = (rows: readonly number[], k: number): Judgement => {
    const posterior = new Float64Array(rows.length * k);
    rows.forEach((cluster, row) => {
      posterior[row * k + cluster] = 1;
    });
    return { rows: rows.length, k, posterior } as Judgement;
  };

  it('The cluster that takes over the rows inherits name and colour, and other clusters give way', () => {
    const before = withClusterName(clusters(3), 2, 'Gentoo');

    const after = withInheritedLooks(
      clusters(3),
      before,
      successors(judged([0, 0, 1, 1, 2, 2], 3), judged([1, 1, 2, 2, 0, 0], 3)),
    );

    assert.deepEqual(looks(after), [{ name: 'Gentoo', colour: 2 }, {}, { colour: 0 }]);
  });

  it('A cluster name is dropped where no new cluster holds most of its rows', () => {
    const before = withClusterName(clusters(1), 0, 'All');

    const after = withInheritedLooks(clusters(3), before, successors(judged([0, 0, 0], 1), judged([0, 1, 2], 3)));

    assert.deepEqual(looks(after), [{}, {}, {}]);
  });

  it('A new fit has no names and colours where the earlier fit had none', () => {
    const after = withInheritedLooks(clusters(2), clusters(2), successors(judged([0, 1], 2), judged([1, 0], 2)));

    assert.deepEqual(looks(after), [{}, {}]);
  });

  it('Clusters of a new fit have distinct colours as long as there are enough colours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 5 }),
        fc.array(fc.nat(6), { minLength: 7, maxLength: 7 }),
        fc.integer({ min: 1, max: 7 }),
        (k, changes, rows, next) => {
          const before = changes.reduce(
            (all, [cluster, colour]) =>
              withClusterColour(withClusterName(all, cluster % k, `n${cluster % k}`), cluster % k, colour),
            clusters(k),
          );
          const after = withInheritedLooks(
            clusters(next),
            before,
            successors(
              judged(
                rows.map((c) => c % k),
                k,
              ),
              judged(
                rows.map((c) => (c + 1) % next),
                next,
              ),
            ),
          );
          assert.equal(new Set(colours(after)).size, next);
        },
      ),
    );
  });
});

describe('hostile cluster names', function () {
  this.timeout(60_000);
  const text = readFileSync('samples/penguins.csv', 'utf8');
  let output: PipelineOutput;
  let report: FitReport;
  let exported: ExportedFit;
  let json: string;
  let scored: ScoreOutput;
  before(() => {
    output = fitText(text, { k: 8, starts: 1, maxIterations: 20 });
    report = {
      ...output.report,
      components: HOSTILE.reduce((all, name, k) => withClusterName(all, k, name), output.report.components),
    };
    exported = { fileName: 'a.csv', report, model: output.model, dialect: output.reading.beginning.dialect };
    json = modelJson(report, output.model, '9.9.9');
    scored = complete(runScoring(text, readModel(json), {}, () => 0));
  });

  /** The model file with another look of the second component. */
  function withLook(name: unknown, colour?: unknown): string {
    const content = JSON.parse(json) as { components: object[] };
    content.components[1] = { ...content.components[1], name, ...(colour !== undefined && { colour }) };
    return JSON.stringify(content);
  }

  function scoresOf(components: readonly Component[]): string {
    const { beginning, table } = output.reading;
    const data = { input: inputOf(text), beginning, table };
    const pieces = scoresCsv(data, scored, { looks: components, escapeFormulas: false }, assert.fail);
    return Array.from(pieces, (piece) => Buffer.from(piece).toString()).join('');
  }

  /** The names of all elements in HTML. */
  const tagsIn = (html: string): readonly string[] =>
    [...new Set([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag))].toSorted();

  it('A model file keeps hostile cluster names as they are', () => {
    assert.deepEqual(
      readModel(json).looks.map(({ name }) => name),
      HOSTILE,
    );
  });

  it('readModel refuses a cluster name that is invalid or used twice', () => {
    assert.throws(() => readModel(withLook(5)), /component 2: "name" must be a string/);
    assert.throws(() => readModel(withLook('a\nb')), /component 2: "name" has invisible characters/);
    assert.throws(() => readModel(withLook('x'.repeat(61))), /60 characters/);
    assert.throws(() => readModel(withLook(HOSTILE[0])), /two components "=cmd/);
  });

  it('readModel refuses a cluster colour that does not exist', () => {
    assert.throws(() => readModel(withLook('a', 7)), /component 2: "colour" must be a whole number from 0 to 6/);
  });

  it('Scoring reports the cluster names of the model', () => {
    assert.deepEqual(
      scored.report.model.clusters?.map(({ name }) => name),
      HOSTILE,
    );
  });

  it('The scores have hostile cluster names as quoted cells that no spreadsheet computes', () => {
    const [head, ...lines] = scoresOf(report.components).trimEnd().split('\n');

    assert.match(head, /,cluster,cluster_name,p1,p2,/);
    const k = scored.judgement.k;
    for (const [row, line] of lines.entries()) {
      const own = scored.judgement.posterior.subarray(row * k, (row + 1) * k);
      const cluster = own.indexOf(Math.max(...own));
      const safe = /^[=-]/.test(HOSTILE[cluster]) ? `'${HOSTILE[cluster]}` : HOSTILE[cluster];
      assert.ok(line.includes(`,${cluster + 1},"${safe.replaceAll('"', '""')}",`), line);
    }
  });

  it('The scores of clusters without names have no column of names', () => {
    assert.match(scoresOf(output.report.components), /,cluster,p1,/);
  });

  it('Hostile cluster names add no element to the rendered Markdown', () => {
    const html = marked.parse(exporters.markdown(exported), { async: false, gfm: true });

    assert.deepEqual(tagsIn(html), ['p', 'table', 'tbody', 'td', 'th', 'thead', 'tr']);
  });

  it('Hostile cluster names add no cell and no end of the table to the LaTeX', () => {
    const header =
      exporters
        .latex(exported)
        .split('\n')
        .find((line) => line.includes('column & parameter')) ?? '';

    assert.equal(header.replace(/\\&/g, '').split('&').length, 10);
    assert.doesNotMatch(header, /\\end\{/);
  });

  it('The programs have hostile cluster names as a list of text literals', () => {
    for (const [program, list] of [
      [exporters.python(exported), /^cluster_names = \[([^]*?)\n\]$/m],
      [exporters.r(exported), /^cluster_names <- c\(([^]*?)\n\)$/m],
    ] as const) {
      assert.deepEqual(JSON.parse(`[${list.exec(program)?.[1] ?? ''}]`), HOSTILE);
    }
  });

  it('A hover shows a hostile cluster name as it is, and adds no element for it', () => {
    for (const [cluster, look] of report.components.entries()) {
      const blocks = [{ kind: 'table' as const, head: ['Cluster'], rows: [[[{ cluster, look }]]] }];

      const shown = marked.parse(toMarkdown(blocks), { async: false, gfm: true });

      assert.deepEqual(tagsIn(shown), ['table', 'tbody', 'td', 'th', 'thead', 'tr']);
      assert.equal(toPlainText(blocks), `Cluster\n${HOSTILE[cluster]}`);
    }
  });

  it('The report shows hostile cluster names as text', async () => {
    const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>') as unknown as {
      readonly document: unknown;
    };

    const html = reportHtml(await reportData('a.csv', report, () => ({ kind: 'none', why: '' })), document);

    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.doesNotMatch(html, /<img/);
    assert.ok(html.includes('&amp;lt;b&amp;gt;'));
  });
});
