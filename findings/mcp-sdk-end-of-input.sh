#!/usr/bin/env bash
# A server of the Model Context Protocol over stdio ends when its client closes the server's standard input; the specification names that as the way
# to shut down. The transport of the official TypeScript SDK does not listen for the end of its input: neither its own `onclose` nor the server's is
# called, and nothing is cancelled. A tool call that is under way goes on, and its process with it, though nobody is left to read the answer. A server has
# to listen for 'end' on process.stdin by itself, and close the transport there.
# Run by hand: findings/mcp-sdk-end-of-input.sh. Fails when the behaviour changes.
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

const server = new Server({ name: 'slow', version: '1.0.0' }, { capabilities: { tools: {} } });
server.onclose = () => console.error('onclose');
server.setRequestHandler(CallToolRequestSchema, async (request, { signal }) => {
  signal.addEventListener('abort', () => console.error('the call is cancelled'));
  console.error('the call begins');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  console.error('the call ends');
  return { content: [] };
});
process.stdin.on('end', () => console.error('the input ends'));
await server.connect(new StdioServerTransport());
JS
request() { printf '%s\n' "$1"; }
node -p "'@modelcontextprotocol/sdk ' + require('./node_modules/@modelcontextprotocol/sdk/package.json').version"
{
  request '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}'
  request '{"jsonrpc":"2.0","method":"notifications/initialized"}'
  request '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"wait","arguments":{}}}'
} | node server.mjs 2> seen > /dev/null
cat seen
printf 'the call begins\nthe input ends\nthe call ends\n' | cmp -s - seen || { echo 'The behaviour is another one now.'; exit 1; }
