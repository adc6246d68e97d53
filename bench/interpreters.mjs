// The languages that peers are written in: how they are found, and what installs them.
import { spawnSync } from 'node:child_process';

/** `Rscript` with jsonlite, which every script needs, or undefined and a line about it. */
export function rCommand(tell) {
  const command = process.env.RSCRIPT ?? 'Rscript';
  if (runs(command, ['-e', 'library(jsonlite)'])) return command;
  tell(
    'R with jsonlite is not installed, so no program in R can be called; install them with: apt-get ' +
      'install r-base-core r-cran-jsonlite',
  );
  return undefined;
}

/** `Rscript`, whatever it has. */
export function plainR() {
  const command = process.env.RSCRIPT ?? 'Rscript';
  return runs(command, ['--version']) ? command : undefined;
}

export function rHas(command, library) {
  return runs(command, ['-e', `library(${library})`]);
}

/** The first Python that has all modules: `PYTHON`, the one in the path, the system's own (the two often differ). */
export function pythonWith(...modules) {
  const commands = [process.env.PYTHON, 'python3', '/usr/bin/python3', 'python'].filter(
    (command) => command !== undefined,
  );
  return commands.find((command) => runs(command, ['-c', `import ${modules.join(', ')}`]));
}

/** Version of a language's interpreter, as it says itself. */
export function languageVersion(language, command) {
  const { stdout, stderr } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return `${language} ${/\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0] ?? '(unknown)'}`;
}

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
