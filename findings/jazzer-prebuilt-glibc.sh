#!/usr/bin/env bash
# @jazzer.js/core 4.0.0 says that Node.js 14 is enough ("engines"), installs without a warning on every Linux, and brings its fuzzer as a prebuilt
# addon. That addon was linked against glibc 2.38 and GCC 13, so that it cannot be loaded on Debian 12 (glibc 2.36) or Ubuntu 22.04 (2.35), the
# systems of most official images of Node.js 20 and 22. There is no other prebuilt, and none is compiled: the first run fails. Addons for Node-API are
# usually built on an old system, so that one expects any Linux on which Node.js itself runs (glibc 2.28).
# Run by hand: findings/jazzer-prebuilt-glibc.sh. Needs Node.js and npm. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-fund --no-audit --save-exact @jazzer.js/core@4.0.0
node --input-type=commonjs - <<'JS'
const { readFileSync } = require('node:fs');
const { engines } = require('@jazzer.js/fuzzer/package.json');
const addon = readFileSync('node_modules/@jazzer.js/fuzzer/prebuilds/fuzzer-linux-x64.node', 'latin1');
const needed = [...new Set(addon.match(/GLIBC_2\.\d+/g))].map((name) => Number(name.slice(8))).sort((a, b) => b - a);
const own = process.report.getReport().header.glibcVersionRuntime;
console.log(`@jazzer.js/core 4.0.0: engines ${JSON.stringify(engines)}; its addon needs glibc 2.${needed[0]}`);
console.log(`this system: Node.js ${process.versions.node}, glibc ${own ?? 'none'}`);
let problem = 'none';
try {
  require('@jazzer.js/core');
} catch (error) {
  problem = error.message.split('\n')[0];
}
console.log(`loading it: ${problem}`);
const isOld = own !== undefined && Number(own.split('.')[1]) < 38;
if (needed[0] !== 38 || (isOld && !/GLIBC_2\.38|GLIBCXX/.test(problem))) {
  console.log('The behaviour is another one now.');
  process.exitCode = 1;
}
JS
