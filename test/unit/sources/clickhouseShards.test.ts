/** Statements over the shards of a `Distributed` table. */
import assert from 'node:assert/strict';
import { shardedSums, shardedTable } from '../../../server/sources/clickhouse/clickhouseShards';

describe('the engine of a table', () => {
  const engines: readonly (readonly [engine: string, parts: readonly string[] | undefined])[] = [
    ['Distributed(shards, default, part)', ['shards', 'default', 'part']],
    ["Distributed('a, b', \\'no\\', part)", undefined],
    ["Distributed('a, b', `d)e`, 'it\\'s', rand())", ['a, b', 'd)e', "it's"]],
    ["Distributed(shards, '', part)", undefined],
    ['MergeTree() ORDER BY width', undefined],
    ['', undefined],
  ];
  for (const [engine, parts] of engines)
    it(`${engine === '' ? 'An empty engine' : engine} is read`, () => {
      const table = shardedTable(engine);

      assert.deepEqual(table && [table.cluster, table.database, table.table], parts);
    });
});

describe('shardedSums', () => {
  it('Sums are named on the shards and added up where the statement arrives', () => {
    const sql = shardedSums("SELECT sum(1e0), sum(if(`a, FROM b` = ' FROM (', 1, 0)) FROM (SELECT 1) AS q", 'three');

    assert.equal(
      sql,
      "SELECT sum(s0), sum(s1)\nFROM cluster('three', system, one)\nALL INNER JOIN (SELECT toUInt8(0) AS dummy, " +
        "sum(1e0) AS s0, sum(if(`a, FROM b` = ' FROM (', 1, 0)) AS s1 FROM (SELECT 1) AS q) USING (dummy)",
    );
  });

  it('Sums by value are added up by value', () => {
    const sql = shardedSums('SELECT v3, sum(p0)\nFROM (SELECT 1) AS q\nGROUP BY v3\nORDER BY v3', 'c');

    assert.match(sql, /^SELECT s0, sum\(s1\)\n/);
    assert.match(sql, /\nGROUP BY s0\nORDER BY s0$/);
  });

  it('What is no sum is refused', () => {
    assert.throws(() => shardedSums('SELECT max(a) FROM t', 'c'), /no sum over rows: max\(a\)/);
  });
});
