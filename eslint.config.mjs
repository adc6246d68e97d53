// The house's walls: who may import whom (see docs/architecture.md), next to the usual correctness rules.
import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The rooms of the server above core, kernels and the wire; docs/architecture.md says which stands on which. */
const SERVER_ROOMS = 'words|formats|pipeline|library|disk|threads|files|mcp|lsp|cli';
const ABOVE_CORE = `${SERVER_ROOMS}|kernels|client|webview|test|protocol`;

/** Forbids imports that match any of the patterns, and says why. */
const never = (patterns, message) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex: patterns.join('|'), message }] }],
});

/** Rules of docs/style.md that no plugin has. */
const style = {
  rules: {
    'doc-comment-subject': {
      meta: {
        type: 'suggestion',
        schema: [],
        messages: { subject: 'begin the doc comment with its subject or a verb, not with "{{word}}"' },
      },
      create: ({ sourceCode, report }) => ({
        Program() {
          for (const comment of sourceCode.getAllComments()) {
            const word = /^\*\s*(?:\*\s*)?(Of|So|What|Where|When|How|As|From|In|With|Whose|Which|Told|The same)\b/.exec(
              comment.value,
            )?.[1];
            if (word !== undefined) report({ loc: comment.loc, messageId: 'subject', data: { word } });
          }
        },
      }),
    },
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.vscode-test/', 'server/kernels/assembly/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: ['language', 'pictures', 'server/core', 'server/kernels', 'server', 'client', 'webview', 'test']
          .map((folder) => `${folder}/tsconfig.json`)
          .concat('server/tsconfig.protocol.json', 'server/tsconfig.browser.json', 'webview/tsconfig.messages.json'),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'max-len': [
        'error',
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true },
      ],
      'max-params': ['error', 5],
    },
  },
  { files: ['**/*.{ts,mjs}'], plugins: { style }, rules: { 'style/doc-comment-subject': 'error' } },
  {
    files: ['server/core/**/*.ts'],
    rules: {
      ...never(
        ['^node:', '^vscode', '^[^.]', `/(${ABOVE_CORE})/`, 'protocol$'],
        'core is pure: it imports nothing outside core but the words of its texts',
      ),
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'setTimeout',
        'setInterval',
        'performance',
        'console',
        'document',
        'window',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'randomness is passed in' },
        { object: 'Date', property: 'now', message: 'core knows no clock' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date']", message: 'core knows no clock' },
      ],
    },
  },
  {
    files: ['server/protocol.ts', 'server/protocol/**/*.ts'],
    rules: never(
      ['^(?!\\.{1,2}/)', `/(core|kernels|${SERVER_ROOMS})/`],
      'the wire is plain data: it imports nothing but its own parts',
    ),
  },
  {
    files: ['language/**/*.ts'],
    rules: never(['^\\.\\./', '^node:', '^vscode'], 'the language of texts knows no other room'),
  },
  {
    files: ['server/kernels/**/*.ts'],
    rules: never([`/(${SERVER_ROOMS}|client|webview|test)/`, '^vscode'], 'kernels know the core and nothing else'),
  },
  {
    files: [`server/{${SERVER_ROOMS.replaceAll('|', ',')}}/**/*.ts`],
    rules: never(['/client/', '/webview/', '^vscode$', '/test/'], 'the server knows none of its clients'),
  },
  {
    files: ['server/{words,formats,pipeline,library}/**/*.ts'],
    rules: never(['^node:', '/client/', '/webview/', '^vscode', '/test/'], 'these rooms are pure: no disk, no threads'),
  },
  {
    files: ['client/**/*.ts'],
    rules: never(
      [
        `/(core|${SERVER_ROOMS})/(?!writeFiles$|fitProblem$|access/catalogueFile$)`,
        '/webview/(?!messages)',
        '/pictures/(?!palette$|htmlPage$)',
        '/test/',
      ],
      'the client knows the protocol, how files are written, messages.ts, palette.ts and htmlPage.ts only',
    ),
  },
  {
    files: ['pictures/**/*.ts'],
    rules: never(
      [`/(core|${SERVER_ROOMS}|client|webview|test)/`, '^vscode'],
      'pictures know the wire and how to draw, and no page',
    ),
  },
  {
    files: ['webview/**/*.ts'],
    rules: never([`/(core|${SERVER_ROOMS}|client|test)/`, '^vscode$'], 'the panel talks to its host by messages only'),
  },
  // A function fits on a screen; the few measured loops that do not say so where they stand.
  {
    files: ['{language,server,client,webview,pictures}/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 50, skipBlankLines: false, skipComments: false }] },
  },
  // Passes over flat arrays take them with their offsets; an object for each cell would cost more than the arithmetic.
  { files: ['server/core/families/**/*.ts', 'server/kernels/**/*.ts'], rules: { 'max-params': 'off' } },
  { files: ['server/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
);
