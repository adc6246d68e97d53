/** Addresses of tables in ClickHouse: `clickhouse://user@host:8123/database/table?where=CONDITION&final=1`. */
import { FitProblem } from '../../words/fitProblem';

/** A table of a ClickHouse server, without a password. */
export interface ClickhouseLocation {
  readonly kind: 'clickhouse';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly table: string;
  /** Condition in SQL that selects rows. */
  readonly where: string | undefined;
  /** Whether rows that an engine replaces later are merged now. */
  readonly isFinal: boolean;
  readonly isEncrypted: boolean;
  /** Whether the address turns encryption off on the way to another machine. */
  readonly isOpenToOthers: boolean;
}

const FORM = 'clickhouse://user@host:8123/database/table';
const PARAMETERS = ['where', 'final', 'tls'];
const [PLAIN_PORT, ENCRYPTED_PORT] = [8123, 8443];

/** The schemes of such addresses; the second is encrypted. */
const SCHEME = /^clickhouse(s?):/i;

/** Whether an argument has the scheme of such an address. */
export function isClickhouseUrl(argument: string): boolean {
  return SCHEME.test(argument);
}

/** Reads an address. @throws FitProblem that never quotes a password */
export function parseClickhouseUrl(address: string): ClickhouseLocation {
  // Only addresses of known schemes have a host and a user in the standard of URLs.
  const url = urlOf(address.replace(SCHEME, 'http:'));
  if (url.password !== '')
    throw new FitProblem(
      "the address holds a password, which would stay in the shell's history; " +
        'leave it out and set MIXTURE_LENS_CLICKHOUSE_PASSWORD, or name a file with --password-file',
    );
  const names = url.pathname.split('/').slice(1).map(decoded);
  const [database = '', table = ''] = names;
  if (names.length !== 2 || database === '' || table === '')
    throw new FitProblem(`the address needs a database and a table: ${FORM}`);
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined)
    throw new FitProblem(`the address has an unknown part "${unknown}"; the parts behind ? are where, final and tls`);
  const isEncrypted = encryption(address, url);
  return {
    kind: 'clickhouse',
    host: url.hostname,
    port: url.port === '' ? (isEncrypted ? ENCRYPTED_PORT : portOf(address)) : Number(url.port),
    user: url.username === '' ? 'default' : decoded(url.username),
    database,
    table,
    where: url.searchParams.get('where')?.trim() || undefined,
    isFinal: flag(url, 'final') ?? false,
    isEncrypted,
    isOpenToOthers: !isEncrypted && !isLoopback(url.hostname),
  };
}

/** Returns the port of an address without encryption; the standard of URLs drops the port 80 of its scheme. */
function portOf(address: string): number {
  return /^[^/]*\/\/[^/?#]*:0*80(?:[/?#]|$)/.test(address) ? 80 : PLAIN_PORT;
}

function urlOf(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw new FitProblem(`this is no address of a table; write ${FORM}`);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new FitProblem('the address has a % that is not followed by two digits; write %25 for the character itself');
  }
}

/** Whether the connection is encrypted: as the address says, otherwise everywhere but on this machine. */
function encryption(address: string, url: URL): boolean {
  const requested = flag(url, 'tls');
  if (SCHEME.exec(address)?.[1] !== '') {
    if (requested === false) throw new FitProblem('clickhouses:// and tls=0 contradict each other; leave out one');
    return true;
  }
  return requested ?? !isLoopback(url.hostname);
}

function flag(url: URL, name: string): boolean | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  if (text !== '0' && text !== '1') throw new FitProblem(`the part ${name} of the address must be 0 or 1`);
  return text === '1';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
