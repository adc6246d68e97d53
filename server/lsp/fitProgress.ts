/** The progress of a fit or a comparison as the client shows it. */
import type { Connection, ProgressToken } from 'vscode-languageserver';
import { nameOf } from '../files/fileNames';
import type { Progress } from '../threads/fitQueue';

/** Reports progress with the token of the request, or else with a token that the server creates. */
export function progressOf(
  { window }: Connection,
  given: ProgressToken | undefined,
  uri: string,
  verb = 'Fitting',
): Progress {
  return {
    begin: async () => {
      const created = given === undefined ? await window.createWorkDoneProgress() : undefined;
      const reporter = created ?? window.attachWorkDoneProgress(given);
      reporter.begin(`${verb} ${nameOf(uri)}`, 0, undefined, true);
      return { reporter, token: created?.token };
    },
  };
}
