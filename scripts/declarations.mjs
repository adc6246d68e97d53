// Writes the types of the library as one file that imports nothing: the declarations that its exports need, from every
// file of the sources.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const repository = join(import.meta.dirname, '..');

/** Writes the types that an entry exports to each of the outputs. */
export function writeDeclarations(entry, outputs) {
  const text = declarationsOf(join(repository, entry));
  for (const output of outputs) writeFileSync(join(repository, output), text);
}

function declarationsOf(entry) {
  const files = new Map();
  const program = programOf(entry);
  const fileAt = (path) => {
    if (!files.has(path)) files.set(path, readDeclarations(program, path));
    return files.get(path);
  };
  const exported = exportsOf(entry, fileAt);
  const needed = neededBy([...exported.values()], fileAt);
  const hidden = needed.map(({ text }) =>
    text.replace(/^export /m, '').replace(/^(?:const|class|function) /m, 'declare $&'),
  );
  const names = [...exported].map(([name, { local }]) => (name === local ? name : `${local} as ${name}`));
  return `${hidden.join('\n')}\nexport { ${names.join(', ')} };\n`;
}

function programOf(entry) {
  const { config } = ts.readConfigFile(join(repository, 'server', 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(repository, 'server'));
  const emitted = { composite: false, incremental: false, tsBuildInfoFile: undefined, noCheck: true };
  return ts.createProgram([entry], { ...options, ...emitted, declaration: true, emitDeclarationOnly: true });
}

/** The declarations of a file by name, and the files that it imports and exports names from. */
function readDeclarations(program, path) {
  let text = '';
  program.emit(program.getSourceFile(path), (_, written) => (text = written), undefined, true);
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const file = { declared: new Map(), imported: new Map(), stars: [], named: [] };
  for (const statement of source.statements) {
    const from = statement.moduleSpecifier && join(dirname(path), `${statement.moduleSpecifier.text}.ts`);
    if (ts.isImportDeclaration(statement)) {
      for (const { name, propertyName } of statement.importClause?.namedBindings?.elements ?? [])
        file.imported.set(name.text, { from, name: (propertyName ?? name).text });
    } else if (ts.isExportDeclaration(statement)) {
      if (statement.exportClause === undefined) file.stars.push({ from, isTypeOnly: statement.isTypeOnly });
      for (const { name, propertyName } of statement.exportClause?.elements ?? [])
        file.named.push({ name: name.text, from: from ?? path, local: (propertyName ?? name).text });
    } else
      for (const local of namesOf(statement))
        file.declared.set(local, {
          local,
          path,
          text: statement.getFullText(source).trim(),
          uses: identifiersIn(statement),
          isExported: statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true,
          isType: ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
        });
  }
  return file;
}

function namesOf(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text);
  return statement.name === undefined ? [] : [statement.name.text];
}

function identifiersIn(node) {
  const names = new Set();
  const visit = (inner) => {
    if (ts.isIdentifier(inner)) names.add(inner.text);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return names;
}

/** The exported declarations of a file by their exported names. */
function exportsOf(path, fileAt) {
  const { declared, stars, named } = fileAt(path);
  const own = [...declared.values()].filter(({ isExported }) => isExported).map((one) => [one.local, one]);
  const again = named.map(({ name, from, local }) => [name, declarationAt(from, local, fileAt)]);
  const all = stars.flatMap(({ from, isTypeOnly }) =>
    [...exportsOf(from, fileAt)].filter(([, { isType }]) => isType || !isTypeOnly),
  );
  return new Map([...all, ...again, ...own]);
}

function declarationAt(path, name, fileAt) {
  const { declared, imported } = fileAt(path);
  const own = declared.get(name) ?? exportsOf(path, fileAt).get(name);
  if (own !== undefined) return own;
  const { from, name: there } = imported.get(name);
  return declarationAt(from, there, fileAt);
}

/** The declarations with all that they refer to. Throws if two have one name. */
function neededBy(roots, fileAt) {
  const needed = new Map();
  const add = (declaration) => {
    const { local, path, uses } = declaration;
    const known = needed.get(local);
    if (known !== undefined && known.path !== path)
      throw new Error(`${local} is declared in ${path} and ${known.path}`);
    if (known !== undefined) return;
    needed.set(local, declaration);
    const { declared, imported } = fileAt(path);
    for (const name of uses) if (declared.has(name) || imported.has(name)) add(declarationAt(path, name, fileAt));
  };
  roots.forEach(add);
  return [...needed.values()];
}
