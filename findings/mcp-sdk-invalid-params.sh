#!/usr/bin/env bash
# JSON-RPC has the code -32602 for invalid parameters. The low-level Server of the official TypeScript SDK of the Model Context Protocol answers a
# tools/call whose `arguments` are a number with -32603, internal error, and a message that is a JSON text over several lines: the schema of the
# request is checked where the handler runs, and what it throws counts as a fault of the server. A line that is not JSON gets no answer at all, where
# JSON-RPC has -32700. A client cannot tell its own mistakes from those of the server.
# Run by hand: findings/mcp-sdk-invalid-params.sh. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2
cat > server.mjs <<'JS'
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const server = new Server({ name: 'echo', version: '1.0.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(CallToolRequestSchema, () => ({ content: [] }));
await server.connect(new StdioServerTransport());
JS
node -p "'@modelcontextprotocol/sdk ' + require('./node_modules/@modelcontextprotocol/sdk/package.json').version"
printf '%s\n' \
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}' \
  '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
  'not json' \
  '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":7}}' \
  '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{}}}' | node server.mjs > answers
cat > look.cjs <<'JS'
const answers = require('node:fs').readFileSync('answers', 'utf8').trim().split('\n').map((line) => JSON.parse(line));
for (const { id, error } of answers.filter(({ id }) => id !== 1).sort((a, b) => a.id - b.id)) console.log(`id ${id}: ${error === undefined ? 'a result' : error.code}`);
JS
node look.cjs | tee seen
printf 'id 2: -32603\nid 3: a result\n' | cmp -s - seen || { echo 'The behaviour is another one now.'; exit 1; }
