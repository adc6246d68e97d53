import assert from 'node:assert/strict';
import type { Finding } from '../../../server/protocol';
import { complete } from '../../../server/core/numeric/generators';
import { runPipeline } from '../../../server/pipeline/fitTable';
import { isFitReport } from '../../../server/protocol/guards/reportGuards';

describe('the guard of a report', () => {
  const { report } = complete(
    runPipeline(
      `x,y,id\n${Array.from({ length: 60 }, (_, i) => `${(i * 7) % 31}.5,${(i * 5) % 17},t${i}`).join('\n')}\n`,
      { k: 1 },
      () => 0,
    ),
  );
  const findings: readonly Finding[] = [
    {
      code: 'cell.unlikely',
      row: 1,
      line: 3,
      logDensity: -9,
      tail: 1e-9,
      cells: [{ column: 'x', value: '1', expected: 2, interval: [1, 3], tail: 1e-9 }],
    },
    { code: 'row.low-likelihood', row: 1, line: 3, logDensity: -9, tail: 1e-9, cells: [] },
    {
      code: 'group.small',
      component: 1,
      rows: [1, 2],
      line: 3,
      differences: [
        { column: 'x', own: 1, others: 2 },
        { column: 'y', own: 'a', others: 'b' },
      ],
    },
    { code: 'column.repeated-value', column: 'x', value: '-999', rows: [1, 2, 3], line: 3, range: [1, 2] },
    { code: 'column.heavy-tailed', column: 'x', count: 41, from: 6 },
    { code: 'column.left-out', column: 'z', share: 0.6, reason: 'free text' },
  ];
  const asRead = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

  it('takes what a fit reports, with findings of every sort', () => {
    assert.ok(isFitReport(asRead(report)));
    assert.deepEqual(
      report.unchecked.map(({ column }) => column),
      ['id'],
    );
    assert.ok(isFitReport(asRead({ ...report, findings })));
    for (const estimate of ['robust', 'map', 'ml']) assert.ok(isFitReport(asRead({ ...report, estimate })));
  });

  it('refuses findings of no sort, and those that lack something', () => {
    for (const finding of findings) {
      for (const name of Object.keys(finding)) {
        assert.ok(
          !isFitReport(asRead({ ...report, findings: [{ ...finding, [name]: undefined }] })),
          `${finding.code} without ${name}`,
        );
      }
    }
    assert.ok(!isFitReport(asRead({ ...report, findings: [{ ...findings[4], code: 'column.odd' }] })));
    assert.ok(!isFitReport(asRead({ ...report, unchecked: undefined })));
  });
});
