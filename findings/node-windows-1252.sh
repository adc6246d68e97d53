#!/usr/bin/env bash
# The WHATWG Encoding Standard says that "windows-1252", "latin1" and "iso-8859-1" are one encoding, windows-1252, in which the byte 0x80 is the euro
# sign. Node 20's TextDecoder keeps to that only while it decodes a stream: decode(bytes) at once gives ISO 8859-1, so that 0x80 becomes the control
# character U+0080 and curly quotes vanish, and decode(bytes, { stream: true }) of the same decoder gives the euro. windows-1251 is right both ways.
# A table read in one call and the same table read in pieces thus differ in exactly the characters that spreadsheets on Windows write.
# Run by hand: findings/node-windows-1252.sh. Needs npm. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . node@20.19.5 >/dev/null
cat > decode.cjs <<'J'
const bytes = Uint8Array.of(0x80, 0x93, 0x94, 0xe4);
const points = (text) => Array.from(text, (character) => character.codePointAt(0).toString(16).padStart(4, '0')).join(' ');
console.log(`Node ${process.version}`);
const found = ['windows-1252', 'latin1', 'windows-1251'].map((name) => {
  const decoder = () => new TextDecoder(name);
  const [whole, streamed] = [decoder().decode(bytes), decoder().decode(bytes, { stream: true })].map(points);
  console.log(`${name.padEnd(12)}  at once ${whole}  as a stream ${streamed}`);
  return [whole, streamed];
});
const isAsSeen = found.slice(0, 2).every(([whole, streamed]) => whole === '0080 0093 0094 00e4' && streamed === '20ac 201c 201d 00e4') && found[2][0] === found[2][1];
if (!isAsSeen) { console.log('The behaviour is another one now.'); process.exit(1); }
J
node_modules/node/bin/node decode.cjs
