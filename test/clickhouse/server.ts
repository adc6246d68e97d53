/** A ClickHouse server of its own for tests: on free ports, in a temporary folder, ended and removed after them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { until } from '../support/until';

const PROGRAM = '/usr/sbin/clickhouse-server';

/** Password of the user `reader` of the server. */
export const READER_PASSWORD = 'a secret\'s "50%" \\ end';

/** Whether the server is installed on this machine. */
export const hasClickhouse = existsSync(PROGRAM);

/** Options of a server. */
interface ServerOptions {
  /** TCP ports of the servers that are the shards of the cluster `shards`. */
  readonly shards?: readonly number[];
  readonly tcpPort?: number;
  /** Files of a certificate and its key, for a port with encryption. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** A running server. */
export class ClickhouseServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    /** Port with encryption, on which a server without a certificate does not listen. */
    readonly encryptedPort: number,
  ) {}

  /** Starts a server and waits until it answers. */
  static async start({ shards = [], tcpPort, tls }: ServerOptions = {}): Promise<ClickhouseServer> {
    const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-clickhouse-'));
    const [port, encryptedPort, ownTcpPort] = [await freePort(), await freePort(), tcpPort ?? (await freePort())];
    mkdirSync(join(folder, 'data'));
    const encryption = tls === undefined ? '' : encrypted(encryptedPort, tls);
    writeFileSync(join(folder, 'config.xml'), configuration(folder, port, ownTcpPort, shards, encryption));
    writeFileSync(join(folder, 'users.xml'), users());
    const server = new ClickhouseServer(folder, port, encryptedPort);
    await server.begin();
    return server;
  }

  /** Starts servers that are the shards of the cluster `shards`, which each of them knows. */
  static async startShards(count: number): Promise<readonly ClickhouseServer[]> {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await freePort());
    return await Promise.all(ports.map((tcpPort) => ClickhouseServer.start({ shards: ports, tcpPort })));
  }

  /** Address of a table for the command line. */
  addressOf(table: string, user = 'default'): string {
    return `clickhouse://${user}@127.0.0.1:${this.port}/default/${encodeURIComponent(table)}`;
  }

  /** Runs a statement, with data that follows it. Returns the answer. */
  async run(sql: string, data: string | Readable = ''): Promise<string> {
    // A connection of its own: the server closes idle ones while a test waits for a command.
    const sent = request({
      host: '127.0.0.1',
      port: this.port,
      path: `/?query=${encodeURIComponent(sql)}`,
      method: 'POST',
      agent: false,
    });
    if (typeof data === 'string') sent.end(data);
    else data.pipe(sent);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 200) throw new Error(`${sql}: ${answer}`);
    return answer;
  }

  /** Starts the server, also after `kill`, and waits until it answers. */
  async begin(): Promise<void> {
    // Nobody reads a pipe while a test waits for a command, and a server whose log is full stops.
    const child = spawn(PROGRAM, [`--config-file=${join(this.folder, 'config.xml')}`], {
      cwd: this.folder,
      stdio: 'ignore',
    });
    this.child = child;
    await until('the server answers', async () => {
      if (child.exitCode !== null) throw new Error(`the server ended with status ${child.exitCode}`);
      return (await this.run('SELECT 1').catch(() => '')) === '1\n';
    });
  }

  /** Ends the server at once; its tables stay. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Gives the tests of a `describe` a server; they are skipped without one. */
export function useClickhouse(start = () => ClickhouseServer.start()): { readonly server: ClickhouseServer } {
  const holder = useClickhouses(async () => [await start()]);
  return {
    get server(): ClickhouseServer {
      return holder.servers[0];
    },
  };
}

/** Gives the tests of a `describe` several servers; they are skipped without them. */
export function useClickhouses(start: () => Promise<readonly ClickhouseServer[]>): {
  readonly servers: readonly ClickhouseServer[];
} {
  let started: readonly ClickhouseServer[] | undefined;
  before(async function () {
    this.timeout(60_000);
    if (!hasClickhouse) {
      process.stdout.write(`      skipped: ${PROGRAM} is not there\n`);
      this.skip();
    }
    started = await start();
  });
  after(async () => {
    for (const server of started ?? []) await server.stop();
  });
  return {
    get servers(): readonly ClickhouseServer[] {
      if (started === undefined) throw new Error('the servers have not started');
      return started;
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

function configuration(
  folder: string,
  port: number,
  tcpPort: number,
  shards: readonly number[],
  encryption: string,
): string {
  const shard = (ofPort: number): string =>
    `<shard><replica><host>127.0.0.1</host><port>${ofPort}</port></replica></shard>`;
  return `<yandex>
  <logger><level>warning</level><log>${folder}/server.log</log></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${port}</http_port>
  <tcp_port>${tcpPort}</tcp_port>
  ${encryption}
  <path>${folder}/data/</path>
  <tmp_path>${folder}/data/tmp/</tmp_path>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <query_log><database>system</database><table>query_log</table></query_log>
  <mark_cache_size>268435456</mark_cache_size>
  <remote_servers><pair>${shard(tcpPort)}</pair>${shards.length === 0 ? '' : `<shards>${shards.map(shard).join('')}</shards>`}</remote_servers>
</yandex>
`;
}

function encrypted(port: number, { certificate, key }: NonNullable<ServerOptions['tls']>): string {
  return (
    `<https_port>${port}</https_port><openSSL><server><certificateFile>${certificate}</certificateFile>` +
    `<privateKeyFile>${key}</privateKeyFile><verificationMode>none</verificationMode></server></openSSL>`
  );
}

function users(): string {
  const user = (name: string, password: string, profile: string): string =>
    `<${name}><password>${password}</password><networks><ip>127.0.0.1</ip></networks>` +
    `<profile>${profile}</profile><quota>default</quota></${name}>`;
  const secret = READER_PASSWORD.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<yandex>
  <profiles><default><log_queries>1</log_queries></default><reading><readonly>1</readonly></reading></profiles>
  <users>${user('default', '', 'default')}${user('reader', secret, 'reading')}</users>
  <quotas><default></default></quotas>
</yandex>
`;
}
