#!/usr/bin/env bash
# tinyglobby is a small library that finds files by patterns, for ES modules and CommonJS. Bundled with esbuild into one CommonJS file, the usual form of
# a VS Code extension or a command-line tool, it fails at start, before any call: its dependency fdir calls createRequire(import.meta.url) when it is
# loaded, and in CommonJS esbuild leaves import.meta empty, with a warning only. `require('tinyglobby')` without a bundler works. One expects of a library
# with a CommonJS build that it survives being bundled as CommonJS.
# Run by hand: findings/fdir-bundled-commonjs.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund tinyglobby@0.2.15 fdir@6.5.0 esbuild@0.25.0
for name in tinyglobby fdir esbuild; do node -p "'$name ' + JSON.parse(require('node:fs').readFileSync('node_modules/$name/package.json')).version"; done
touch a.csv
echo "import { globSync } from 'tinyglobby'; console.log(globSync('*.csv').join());" > main.mjs
echo "console.log(require('tinyglobby').globSync('*.csv').join());" > main.cjs
echo "without a bundler: $(node main.cjs)"
npx esbuild main.mjs --bundle --platform=node --format=cjs --outfile=bundle.cjs --log-level=error
if node bundle.cjs > seen 2>&1; then echo "bundled: $(cat seen)"; echo 'The behaviour is another one now.'; exit 1; fi
echo "bundled: $(grep -m1 Error seen)"
grep -q "ERR_INVALID_ARG_VALUE" seen && [ "$(node main.cjs)" = a.csv ] || { echo 'The behaviour is another one now.'; exit 1; }
