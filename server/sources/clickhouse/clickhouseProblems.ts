/** Problems that ClickHouse or the way to it reports, as one line for the user. */
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { PassingProblem } from '../retries';

/** Facts about a server for messages. */
export interface ServerName {
  /** Host and port. */
  readonly address: string;
  readonly user: string;
  readonly timeoutSeconds: number;
}

/** Maximum length of the server's own message, in characters. */
const LONGEST = 300;

/** Codes of ClickHouse's ErrorCodes.cpp. */
const CODES = {
  absent: ['60', '81', '218'],
  password: ['192', '193', '194', '516'],
  forbidden: ['497', '291', '195'],
  slow: ['159'],
  readonly: ['164'],
  // A server cannot reach another one, or reads no answer from it.
  shard: ['32', '33', '101', '102', '198', '203', '209', '210', '279'],
  // The server ends, or has too many statements to run.
  busy: ['202', '236'],
} as const;

/** Codes of Node.js for a connection that was there and is lost. */
const LOST = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET'];

/** Whether the server refuses a statement for one of a group of reasons. */
export function isRefusal(error: unknown, group: keyof typeof CODES): boolean {
  return (CODES[group] as readonly string[]).includes(serverCode(error));
}

/** Whether a connection was lost. */
function isLost(error: unknown): boolean {
  return LOST.includes(codeOf(error)) || /socket hang up|^aborted$/.test(messageOf(error));
}

/** Returns an error as a problem that names neither table nor password; problems as they are. */
export function clickhouseProblem(error: unknown, server: ServerName): unknown {
  if (error instanceof FitProblem || !(error instanceof Error)) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const code = serverCode(error);
  // The code of a time-out is a number of the DOM's, not one of the server's.
  if (code === '' || error.name === 'TimeoutError') return connectionProblem(error, server);
  return passingRefusal(error, server) ?? new RefusedStatement(serverProblem(error, server.user), code);
}

/** Returns a refusal that may pass; undefined for any other. */
function passingRefusal(error: Error, { address, timeoutSeconds }: ServerName): FitProblem | undefined {
  const server = printable(address, 100);
  if (isRefusal(error, 'slow')) return slowProblem(server, timeoutSeconds);
  if (isRefusal(error, 'shard'))
    return new PassingProblem(
      'shard',
      `${server} cannot reach one of its shards: ${ownWords(error.message)}`,
      'try again when all of them run',
    );
  return isRefusal(error, 'busy')
    ? new PassingProblem('lost', `${server} is ending or busy: ${ownWords(error.message)}`, 'try again')
    : undefined;
}

function slowProblem(server: string, timeoutSeconds: number): PassingProblem {
  return new PassingProblem(
    'slow',
    `${server} does not answer within ${timeoutSeconds} s`,
    'try again, or allow more with --timeout',
  );
}

/** Returns the problem of a first statement over TLS; a server without TLS may wait for the rest of a request. */
export function greetingProblem(problem: unknown, { address }: ServerName, seconds: number): unknown {
  if (!(problem instanceof PassingProblem) || problem.kind !== 'slow') return problem;
  return new FitProblem(
    `no encrypted connection to ${printable(address, 100)} (no answer within ${seconds} s); ` +
      'check the port, and whether it expects TLS',
  );
}

/** Whether a statement may still run on the server after a problem: neither refused, nor without a server. */
export function mayStillRun(problem: unknown): boolean {
  if (problem instanceof PassingProblem) return problem.kind !== 'unreachable';
  return !(problem instanceof RefusedStatement);
}

/** A statement that the server refused. */
class RefusedStatement extends FitProblem {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

function serverProblem(error: Error, user: string): string {
  if (isRefusal(error, 'password'))
    return (
      `the server refuses the user "${printable(user)}" or the password; ` +
      'check them, and set MIXTURE_LENS_CLICKHOUSE_PASSWORD or --password-file'
    );
  if (isRefusal(error, 'forbidden'))
    return `the user "${printable(user)}" may not read it; ask for the right to select`;
  return `the server refuses: ${ownWords(error.message)}`;
}

function connectionProblem(error: Error, { address, timeoutSeconds }: ServerName): FitProblem {
  const server = printable(address, 100);
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return new PassingProblem('unreachable', `no server answers on ${server}`, 'check the host and the port');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new PassingProblem('unreachable', `the host of ${server} is not known`, 'check its name');
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new PassingProblem(
        'unreachable',
        `${server} cannot be reached`,
        'check the host, the port and the network',
      );
  }
  if (error.name === 'TimeoutError' || /timeout/i.test(error.message)) return slowProblem(server, timeoutSeconds);
  if (isLost(error)) return new PassingProblem('lost', `the connection to ${server} was lost`, 'try again');
  if (/self.signed|unable to (?:verify|get)|CERT_|ALTNAME/i.test(`${codeOf(error)} ${error.message}`))
    return new FitProblem(
      `the certificate of ${server} is not trusted (${ownWords(error.message)}); ` +
        'name that of its authority in NODE_EXTRA_CA_CERTS',
    );
  if (/ssl|tls|certificate|wrong version number|EPROTO/i.test(`${codeOf(error)} ${error.message}`))
    return new FitProblem(
      `no encrypted connection to ${server} (${ownWords(error.message)}); check the port, or its certificate`,
    );
  return new FitProblem(`${server} cannot be read: ${ownWords(error.message)}`);
}

/** Returns the message of the server in one line, without the marks of its program. */
function ownWords(message: string): string {
  const [first] = message.replace(/, e\.what\(\) = .*$/s, '').split('\n', 1);
  return printable(
    first.replace(/^Code: \d+[.,]\s*(?:e\.displayText\(\) = )?(?:DB::\w*Exception: )?/, '').replace(/\. Log: *$/, ''),
    LONGEST,
  );
}

function serverCode(error: unknown): string {
  if (error instanceof RefusedStatement) return error.code;
  const code = codeOf(error);
  if (/^\d+$/.test(code)) return code;
  return /^Code: (\d+)/.exec(messageOf(error))?.[1] ?? '';
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
