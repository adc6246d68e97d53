/** A client that collects the reports of models and the statuses of files. */
import { ServerCommand, ServerNotification, type DidReportParams, type FitReport } from '../../server/protocol';
import type { DidJudgeParams } from '../../server/protocol/status';
import { Client, FULL } from './client';

export class ReportListener {
  readonly reports: DidReportParams[] = [];
  readonly judged: DidJudgeParams[] = [];
  private waiting: (() => void)[] = [];

  private constructor(readonly client: Client) {
    const take =
      <T>(into: T[]) =>
      (params: T): void => {
        into.push(params);
        this.waiting.splice(0).forEach((look) => {
          look();
        });
      };
    client.connection.onNotification(ServerNotification.didReport, take(this.reports));
    client.connection.onNotification(ServerNotification.didJudge, take(this.judged));
  }

  /**
   * @param storage folder in which the server keeps models; none where left out
   * @param abilities of the client beside the storage
   */
  static async start(storage?: string, settings: unknown = null, abilities: object = {}): Promise<ReportListener> {
    const options = { ...abilities, ...(storage !== undefined && { storage }) };
    return new ReportListener(await Client.start(FULL, settings, undefined, options));
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The first report of a file, from index `from` on. */
  async report(uri: string, from = 0): Promise<DidReportParams> {
    const find = (): DidReportParams | undefined => this.reports.slice(from).find((each) => each.uri === uri);
    await this.until(() => find() !== undefined);
    return find() as DidReportParams;
  }

  /** The title of the lens that fits again. */
  async refitLens(uri: string): Promise<string> {
    return (await this.client.lenses(uri))[2];
  }

  /** Fits a file with the options of its last fit. */
  async fitAgain(uri: string): Promise<FitReport> {
    return this.client.execute<FitReport>(ServerCommand.fit, { uri, again: true });
  }

  async stop(): Promise<void> {
    await this.client.stop();
  }
}
