/** Tables of a ClickHouse server over an encrypted connection, with a certificate of an authority of one's own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { READER_PASSWORD, ClickhouseServer, useClickhouse } from '../clickhouse/server';
import { CLI_PATH, useCommandLine, type Outcome } from './commandLine';

describe('tables over clickhouses://', function () {
  this.timeout(60_000);
  const cli = useCommandLine();
  const clickhouse = useClickhouse(() => {
    const [certificate, key] = ['server.crt', 'server.key'].map((name) => cli.pathOf(name));
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = spawnSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', certificate],
      { encoding: 'utf8' },
    );
    assert.equal(made.status, 0, made.stderr);
    return ClickhouseServer.start({ tls: { certificate, key } });
  });

  before(async () => {
    await clickhouse.server.run('CREATE TABLE shapes (a Float64, b String) ENGINE = Memory');
    await clickhouse.server.run('INSERT INTO shapes SELECT number / 4, toString(number % 3) FROM numbers(60)');
  });

  function describeTable(address: string, certificates?: string): Outcome {
    const env = {
      ...process.env,
      MIXTURE_LENS_CLICKHOUSE_PASSWORD: READER_PASSWORD,
      ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
    };
    return spawnSync(process.execPath, [CLI_PATH, 'describe', address], { cwd: cli.path, encoding: 'utf8', env });
  }

  function address(): string {
    return `clickhouses://reader@127.0.0.1:${clickhouse.server.encryptedPort}/default/shapes`;
  }

  it('A certificate that NODE_EXTRA_CA_CERTS names is trusted', () => {
    const { status, stdout, stderr } = describeTable(address(), cli.pathOf('server.crt'));

    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /: 60 rows, 2 columns\n/);
  });

  it('?tls=1 encrypts, too', () => {
    const { status, stderr } = describeTable(
      `${address().replace('clickhouses:', 'clickhouse:')}?tls=1`,
      cli.pathOf('server.crt'),
    );

    assert.equal(status, 0, stderr);
  });

  it('An unknown certificate is refused in one line that says what to do', () => {
    const { status, stderr } = describeTable(address());

    assert.equal(status, 2);
    assert.match(
      stderr,
      /^mixture-lens: clickhouses:\S+: the certificate of 127\.0\.0\.1:\d+ is not trusted \([^\n]*\); name that of its authority in NODE_EXTRA_CA_CERTS\n$/,
    );
    assert.ok(!stderr.includes('secret'));
  });

  it('A connection without encryption to an encrypted port is refused in one line', () => {
    const { status, stderr } = describeTable(address().replace('clickhouses:', 'clickhouse:'));

    assert.equal(status, 2);
    assert.match(stderr, /^mixture-lens: [^\n]*\n$/);
  });
});
