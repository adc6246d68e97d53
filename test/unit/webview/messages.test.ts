import assert from 'node:assert/strict';
import type { Finding } from '../../../server/protocol';
import { complete } from '../../../server/core/numeric/generators';
import { runPipeline } from '../../../server/pipeline/fitTable';
import { isFitReport } from '../../../server/protocol/guards/reportGuards';

describe('isFitReport', () => {
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
  /** The value as it arrives in a message. */
  const asRead = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

  it('isFitReport accepts the report of a fit', () => {
    assert.ok(isFitReport(asRead(report)));
  });

  it('The report of a fit names its unchecked columns', () => {
    assert.deepEqual(
      report.unchecked.map(({ column }) => column),
      ['id'],
    );
  });

  it('isFitReport accepts findings about rows, groups and columns', () => {
    assert.ok(isFitReport(asRead({ ...report, findings })));
  });

  it('isFitReport accepts every estimate', () => {
    for (const estimate of ['robust', 'map', 'ml']) assert.ok(isFitReport(asRead({ ...report, estimate })));
  });

  it('isFitReport refuses findings that lack a property', () => {
    for (const finding of findings) {
      for (const name of Object.keys(finding)) {
        assert.ok(
          !isFitReport(asRead({ ...report, findings: [{ ...finding, [name]: undefined }] })),
          `${finding.code} without ${name}`,
        );
      }
    }
  });

  it('isFitReport refuses findings of an unknown code', () => {
    assert.ok(!isFitReport(asRead({ ...report, findings: [{ ...findings[4], code: 'column.odd' }] })));
  });

  it('isFitReport refuses a report without its unchecked columns', () => {
    assert.ok(!isFitReport(asRead({ ...report, unchecked: undefined })));
  });
});
