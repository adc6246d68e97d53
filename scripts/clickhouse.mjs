// ClickHouse for the tests: Debian's package, where the tests run as root on Debian and it can be had.
import { existsSync } from 'node:fs';
import { run } from './children.mjs';

const program = '/usr/sbin/clickhouse-server';
const minutes = 60_000;

/** Installs the server, if it is missing and can be installed; the tests that need it are skipped otherwise. */
export async function offerClickhouse() {
  if (existsSync(program) || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  process.stderr.write('Installing ClickHouse for the tests (once) …\n');
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'ignore'],
    limitMilliseconds: 3 * minutes,
  };
  const install = () =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'clickhouse-server'], options);
  if ((await install()) === 0) return;
  await run('apt-get', ['update', '-qq'], options);
  await install();
}
