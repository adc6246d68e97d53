/** Tests that the product's modules export what the benchmarks take from them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** A name that a benchmark takes from one of the modules that it loads together. */
interface Use {
  readonly file: string;
  readonly name: string;
  readonly modules: readonly string[];
}

const files = readdirSync('bench', { recursive: true, encoding: 'utf8' })
  .map((name) => join('bench', name))
  .filter((file) => file.endsWith('.mjs'));

/** Returns a node and all nodes inside it. */
function nodesIn(node: ts.Node): readonly ts.Node[] {
  const found = [node];
  node.forEachChild((child) => void found.push(...nodesIn(child)));
  return found;
}

function literalsIn(node: ts.Node): readonly string[] {
  return nodesIn(node)
    .filter(ts.isStringLiteral)
    .map(({ text }) => text);
}

/** Returns the names that a file takes from the product's modules, by `load` or from a bundle of its `modules`. */
function usesIn(file: string): readonly Use[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const variables = nodesIn(source).filter(ts.isVariableDeclaration);
  const bundled = variables
    .filter(({ name }) => name.getText() === 'modules')
    .flatMap(literalsIn)
    .map((path) => `server/core/${path}.ts`);
  const takenBy = (pattern: ts.Node, modules: readonly string[]): readonly Use[] =>
    !ts.isObjectBindingPattern(pattern)
      ? []
      : pattern.elements.map(({ propertyName, name }) => ({ file, name: (propertyName ?? name).getText(), modules }));
  return variables.flatMap(({ name, initializer }) => {
    if (initializer === undefined) return [];
    if (initializer.getText().endsWith('(bundle)')) return takenBy(name, bundled);
    const modules = literalsIn(initializer).filter((text) => text.startsWith('server/'));
    if (!ts.isArrayBindingPattern(name)) return modules.length === 1 ? takenBy(name, modules) : [];
    return name.elements.flatMap((element, i) =>
      ts.isBindingElement(element) && i < modules.length ? takenBy(element.name, [modules[i]]) : [],
    );
  });
}

async function exportsOf(module: string): Promise<readonly string[]> {
  return Object.keys((await import(pathToFileURL(resolve(module)).href)) as object);
}

describe('modules that the benchmarks load', () => {
  it('The modules export every name that a benchmark takes from them', async () => {
    const uses = files.flatMap(usesIn);
    assert.ok(uses.length > 40, `only ${uses.length} names are found`);

    const exported = new Map<string, readonly string[]>();
    for (const module of new Set(uses.flatMap(({ modules }) => modules))) exported.set(module, await exportsOf(module));
    const missing = uses.filter(({ name, modules }) => !modules.some((module) => exported.get(module)?.includes(name)));

    assert.deepEqual(
      missing.map(({ file, name }) => `${file}: ${name}`),
      [],
    );
  });
});
