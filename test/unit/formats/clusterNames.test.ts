/**
 * Names and colours of clusters: what may be one, what is shown of hostile ones, and what becomes of them in a new fit.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { marked } from 'marked';
import { reportHtml } from '../../../pictures/reportHtml';
import { complete } from '../../../server/core/numeric/generators';
import type { Judgement } from '../../../server/core/judging/fittedModel';
import { successors } from '../../../server/core/description/successors';
import { lookOf, named, recoloured, succeeding, tidyName } from '../../../server/formats/clusterNames';
import { scoresCsv } from '../../../server/formats/table/scoresCsv';
import { texts } from '../../../server/formats/exports/exportTexts';
import { modelJson } from '../../../server/formats/model/writeModel';
import { runPipeline } from '../../../server/pipeline/fitTable';
import { inputOf } from '../../../server/formats/table/readTable';
import { reportData } from '../../../server/pipeline/gatherReport';
import { readModel } from '../../../server/formats/model/readModel';
import { runScoring } from '../../../server/pipeline/scoreTable';
import { toMarkdown, toPlainText } from '../../../server/words/markup';
import type { Component } from '../../../server/protocol';
import { clusterColourNumber } from '../../../server/protocol/report/clusterLook';

function clusters(k: number): readonly Component[] {
  return Array.from({ length: k }, () => ({ weight: 1 / k, columns: {} }));
}
const looks = (all: readonly Component[]): readonly object[] => all.map(lookOf);
const colours = (all: readonly Component[]): readonly number[] => all.map(clusterColourNumber);

/** What would be something else than text where it is shown. */
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

describe('names of clusters', () => {
  it('are on one line, and nothing in them is unseen', () => {
    assert.equal(tidyName('  Gentoo \t\n females\u202e '), 'Gentoo females');
    assert.equal(
      tidyName('a \0 \u200b b'),
      'a b',
      'blanks that are neighbours only once the unseen is out are one, too',
    );
    assert.equal(tidyName('👩\u200d🚀 e\u0301'), '👩\u200d🚀 \u00e9');
    for (const nothing of ['', ' \n', '\u200d', '\u3164', '\ufe0f\u0301', '\u202e\u2066'])
      assert.equal(tidyName(nothing), undefined, JSON.stringify(nothing));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (given) => {
        const name = tidyName(`x${given}`);
        assert.match(name ?? '', /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+$/u);
        assert.equal(tidyName(name ?? ''), name, 'what is tidy stays as it is');
      }),
    );
  });

  it('are neither too long nor numbers, nor another cluster’s', () => {
    assert.equal(tidyName('ä'.repeat(60)), 'ä'.repeat(60));
    assert.throws(() => tidyName('ä'.repeat(61)), /may have 60 characters, and this one has 61; take a shorter one\.$/);
    for (const number of ['2', 'Cluster 2', 'cluster\u00a012', 'CLUSTER3'])
      assert.throws(() => tidyName(number), /taken for the number of a cluster/);
    const two = named(clusters(3), 1, 'Gentoo');
    assert.throws(() => named(two, 0, ' Gentoo '), /Cluster 2 has the name "Gentoo" already; take another one\.$/);
    assert.deepEqual(looks(named(two, 1, 'Gentoo')), [{}, { name: 'Gentoo' }, {}]);
    assert.deepEqual(looks(named(two, 1, ' ')), [{}, {}, {}]);
  });
});

describe('colours of clusters', () => {
  it('are exchanged with the cluster that has them', () => {
    const swapped = recoloured(clusters(3), 0, 2);
    assert.deepEqual(colours(swapped), [2, 1, 0]);
    assert.deepEqual(colours(recoloured(swapped, 1, 5)), [2, 5, 0]);
    assert.deepEqual(looks(recoloured(swapped, 0, 0)), [{}, {}, {}], 'back again, nothing is left');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 12 }),
        (k, changes) => {
          const after = changes.reduce((all, [cluster, colour]) => recoloured(all, cluster % k, colour), clusters(k));
          assert.equal(new Set(colours(after)).size, k, 'no two become alike');
          const last = changes.at(-1);
          if (last !== undefined) assert.equal(colours(after)[last[0] % k], last[1]);
        },
      ),
    );
  });
});

describe('names and colours in a new fit', () => {
  const judged = (rows: readonly number[], k: number): Judgement => {
    const posterior = new Float64Array(rows.length * k);
    rows.forEach((cluster, row) => {
      posterior[row * k + cluster] = 1;
    });
    return { rows: rows.length, k, posterior } as Judgement;
  };

  it('go over to who holds the rows now; the others give way', () => {
    const before = named(clusters(3), 2, 'Gentoo');
    const after = succeeding(
      clusters(3),
      before,
      successors(judged([0, 0, 1, 1, 2, 2], 3), judged([1, 1, 2, 2, 0, 0], 3)),
    );
    assert.deepEqual(looks(after), [{ name: 'Gentoo', colour: 2 }, {}, { colour: 0 }]);
  });

  it('are dropped where nobody holds them, and a fit without any stays as it is', () => {
    const before = named(clusters(1), 0, 'All');
    assert.deepEqual(looks(succeeding(clusters(3), before, successors(judged([0, 0, 0], 1), judged([0, 1, 2], 3)))), [
      {},
      {},
      {},
    ]);
    assert.deepEqual(looks(succeeding(clusters(2), clusters(2), successors(judged([0, 1], 2), judged([1, 0], 2)))), [
      {},
      {},
    ]);
  });

  it('leave no two clusters of one colour as long as there are enough', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 5 }),
        fc.array(fc.nat(6), { minLength: 7, maxLength: 7 }),
        fc.integer({ min: 1, max: 7 }),
        (k, changes, rows, next) => {
          const before = changes.reduce(
            (all, [cluster, colour]) => recoloured(named(all, cluster % k, `n${cluster % k}`), cluster % k, colour),
            clusters(k),
          );
          const after = succeeding(
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

describe('hostile names of clusters', () => {
  const text = readFileSync('samples/penguins.csv', 'utf8');
  const output = complete(runPipeline(text, { k: 8, starts: 1, maxIterations: 20 }, () => 0));
  const report = {
    ...output.report,
    components: HOSTILE.reduce((all, name, k) => named(all, k, name), output.report.components),
  };
  const exported = { fileName: 'a.csv', report, model: output.model, dialect: output.reading.beginning.dialect };

  it('are kept in the model file as they are, and read again; others are refused', () => {
    const written = modelJson(report, output.model, '9.9.9');
    assert.deepEqual(
      readModel(written).looks.map(({ name }) => name),
      HOSTILE,
    );
    const with_ = (name: unknown, colour?: unknown): string => {
      const content = JSON.parse(written) as { components: object[] };
      content.components[1] = { ...content.components[1], name, ...(colour !== undefined && { colour }) };
      return JSON.stringify(content);
    };
    assert.throws(() => readModel(with_(5)), /component 2: "name" must be a string/);
    assert.throws(() => readModel(with_('a\nb')), /component 2: "name" has signs in it that are not seen/);
    assert.throws(() => readModel(with_('x'.repeat(61))), /60 characters/);
    assert.throws(() => readModel(with_(HOSTILE[0])), /two components "=cmd/);
    assert.throws(() => readModel(with_('a', 7)), /component 2: "colour" must be a whole number from 0 to 6/);
  });

  it('stand in the scores as cells that no spreadsheet computes', () => {
    const scored = complete(runScoring(text, readModel(modelJson(report, output.model, '9.9.9')), {}, () => 0));
    assert.deepEqual(
      scored.report.model.clusters?.map(({ name }) => name),
      HOSTILE,
    );
    const { beginning, table } = output.reading;
    const csv = [
      ...scoresCsv({ input: inputOf(text), beginning, table }, scored, report.components, false, () => undefined),
    ].join('');
    const [head, ...lines] = csv.trimEnd().split('\n');
    assert.match(head, /,cluster,cluster_name,p1,p2,/);
    const k = scored.judgement.k;
    for (const [row, line] of lines.entries()) {
      const own = scored.judgement.posterior.subarray(row * k, (row + 1) * k);
      const cluster = own.indexOf(Math.max(...own));
      const safe = /^[=-]/.test(HOSTILE[cluster]) ? `'${HOSTILE[cluster]}` : HOSTILE[cluster];
      assert.ok(line.includes(`,${cluster + 1},"${safe.replaceAll('"', '""')}",`), line);
    }
    const unnamed = [
      ...scoresCsv(
        { input: inputOf(text), beginning, table },
        scored,
        output.report.components,
        false,
        () => undefined,
      ),
    ].join('');
    assert.match(unnamed, /,cluster,p1,/, 'without names nothing is another');
  });

  it('show themselves and nothing else in Markdown, LaTeX, programs and hovers', () => {
    const html = marked.parse(texts.markdown(exported), { async: false, gfm: true });
    assert.deepEqual([...new Set([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag))].toSorted(), [
      'p',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'tr',
    ]);
    const header =
      texts
        .latex(exported)
        .split('\n')
        .find((line) => line.includes('column & parameter')) ?? '';
    assert.equal(header.replace(/\\&/g, '').split('&').length, 10);
    assert.doesNotMatch(header, /\\end\{/);
    for (const [program, list] of [
      [texts.python(exported), /^cluster_names = \[([^]*?)\n\]$/m],
      [texts.r(exported), /^cluster_names <- c\(([^]*?)\n\)$/m],
    ] as const) {
      assert.deepEqual(JSON.parse(`[${list.exec(program)?.[1] ?? ''}]`), HOSTILE);
    }
    for (const [cluster, look] of report.components.entries()) {
      const blocks = [{ kind: 'table' as const, head: ['Cluster'], rows: [[[{ cluster, look }]]] }];
      const shown = marked.parse(toMarkdown(blocks), { async: false, gfm: true });
      assert.deepEqual([...new Set([...shown.matchAll(/<(\w+)/g)].map(([, tag]) => tag))].toSorted(), [
        'table',
        'tbody',
        'td',
        'th',
        'thead',
        'tr',
      ]);
      assert.equal(toPlainText(blocks), `Cluster\n${HOSTILE[cluster]}`);
    }
  });

  it('show themselves and nothing else in the report', async () => {
    const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>') as unknown as {
      readonly document: unknown;
    };
    const html = reportHtml(await reportData('a.csv', report, () => ({ kind: 'none', why: '' })), document);
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.doesNotMatch(html, /<img/);
    assert.ok(html.includes('&amp;lt;b&amp;gt;'));
  });
});
