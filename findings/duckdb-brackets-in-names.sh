#!/usr/bin/env bash
# DuckDB takes every file name for a pattern first, also one that exists as it stands. `FROM 'sales[1].parquet'`, a name such as browsers give a second
# download, reads the file of this name while it stands alone; as soon as a sales1.parquet lies beside it, that one is read, without a word. COPY ... TO takes
# the same text literally. To read a file by its name, brackets, * and ? have to be escaped as patterns: sales[[]1].parquet.
# Run by hand: findings/duckdb-brackets-in-names.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund '@duckdb/node-api@1.5.6-r.1'
cat >brackets.cjs <<'EOF'
const { DuckDBInstance, version } = require('@duckdb/node-api');
(async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const rows = async (sql) => {
    try {
      return (await connection.runAndReadAll(sql)).getRows().flat().join(' ');
    } catch (error) {
      return String(error.message).split('\n')[0];
    }
  };
  console.log('DuckDB', version());
  await connection.run(`COPY (SELECT 'the file of this name' AS x) TO 'sales[1].parquet'`);
  console.log('alone, by its name:', await rows(`SELECT x FROM 'sales[1].parquet'`));
  await connection.run(`COPY (SELECT 'another file' AS x) TO 'sales1.parquet'`);
  for (const name of ['sales[1].parquet', 'sales[[]1].parquet'])
    console.log(`${name}:`, await rows(`SELECT x FROM read_parquet('${name}')`));
})();
EOF
out=$(node brackets.cjs)
echo "$out"
grep -q '^alone, by its name: the file of this name$' <<<"$out" &&
  grep -q '^sales\[1\].parquet: another file$' <<<"$out" &&
  grep -q '^sales\[\[\]1\].parquet: the file of this name$' <<<"$out" ||
  { echo 'The behaviour is another one now.'; exit 1; }
