// npm as this process was started with, or as found on the path.
import { run } from './children.mjs';

/** Runs npm in a folder; throws when it fails. `--ignore-scripts` always: no package builds or downloads anything. */
export async function npm(folder, ...args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const env = { ...process.env };
  // Set by an outer `npm run` for its own project; here they would point npm at the wrong folder.
  for (const name of Object.keys(env)) if (/^npm_(package|lifecycle|config_local_prefix)/.test(name)) delete env[name];
  const status = await run(command, [...first, ...args, '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (status !== 0)
    throw new Error(
      `npm ${args[0]} failed in ${folder} (status ${status}); see the lines above. It is safe to try again.`,
    );
}
