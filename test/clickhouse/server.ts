/** A ClickHouse server of its own for tests: on free ports, in a temporary folder, ended and removed after them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const PROGRAM = '/usr/sbin/clickhouse-server';

/** Password of the user `reader` of the server. */
export const READER_PASSWORD = 'a secret\'s "50%" \\ end';

/** Whether the server is installed on this machine. */
export const hasClickhouse = existsSync(PROGRAM);

/** A running server. */
export class ClickhouseServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** Starts a server and waits until it answers. */
  static async start(): Promise<ClickhouseServer> {
    const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-clickhouse-'));
    const [port, tcpPort] = [await freePort(), await freePort()];
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'config.xml'), configuration(folder, port, tcpPort));
    writeFileSync(join(folder, 'users.xml'), users());
    const child = spawn(PROGRAM, [`--config-file=${join(folder, 'config.xml')}`], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server = new ClickhouseServer(child, folder, port);
    await server.ready();
    return server;
  }

  /** Address of a table for the command line. */
  addressOf(table: string, user = 'default'): string {
    return `clickhouse://${user}@127.0.0.1:${this.port}/default/${encodeURIComponent(table)}`;
  }

  /** Runs a statement, with data that follows it. Returns the answer. */
  async run(sql: string, data = ''): Promise<string> {
    // A connection of its own: the server closes idle ones while a test waits for a command.
    const sent = request({
      host: '127.0.0.1',
      port: this.port,
      path: `/?query=${encodeURIComponent(sql)}`,
      method: 'POST',
      agent: false,
    });
    sent.end(data);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 200) throw new Error(`${sql}: ${answer}`);
    return answer;
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits for the line of the log that says that the server listens. */
  private async ready(): Promise<void> {
    const { stderr } = this.child;
    if (stderr === null) throw new Error('the server has no standard error');
    for await (const line of createInterface({ input: stderr })) if (line.includes('Ready for connections')) break;
    stderr.resume();
    if ((await this.run('SELECT 1')) !== '1\n') throw new Error('the server does not answer');
  }
}

/** Gives the tests of a `describe` a server; they are skipped without one. */
export function useClickhouse(): { readonly server: ClickhouseServer } {
  const holder: { server?: ClickhouseServer } = {};
  before(async function () {
    this.timeout(60_000);
    if (!hasClickhouse) {
      process.stdout.write(`      skipped: ${PROGRAM} is not there\n`);
      this.skip();
    }
    holder.server = await ClickhouseServer.start();
  });
  after(async () => holder.server?.stop());
  return {
    get server(): ClickhouseServer {
      if (holder.server === undefined) throw new Error('the server has not started');
      return holder.server;
    },
  };
}

/** Returns a port that no program listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function configuration(folder: string, port: number, tcpPort: number): string {
  return `<yandex>
  <logger><level>information</level><console>1</console></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${port}</http_port>
  <tcp_port>${tcpPort}</tcp_port>
  <path>${folder}/data/</path>
  <tmp_path>${folder}/data/tmp/</tmp_path>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>268435456</mark_cache_size>
  <remote_servers><pair><shard><replica><host>127.0.0.1</host><port>${tcpPort}</port></replica></shard></pair></remote_servers>
</yandex>
`;
}

function users(): string {
  const user = (name: string, password: string, profile: string): string =>
    `<${name}><password>${password}</password><networks><ip>127.0.0.1</ip></networks>` +
    `<profile>${profile}</profile><quota>default</quota></${name}>`;
  const secret = READER_PASSWORD.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<yandex>
  <profiles><default></default><reading><readonly>1</readonly></reading></profiles>
  <users>${user('default', '', 'default')}${user('reader', secret, 'reading')}</users>
  <quotas><default></default></quotas>
</yandex>
`;
}
