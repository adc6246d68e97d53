/** The progress of a fit or a comparison as the client shows it. */
import type { Connection, ProgressToken } from 'vscode-languageserver';
import { say } from '../../language/language';
import { nameOf } from '../files/fileNames';
import type { Progress } from '../threads/fitQueue';

/** Kinds of work whose progress is shown. */
export type Work = 'fit' | 'comparison' | 'check';

/** Reports progress with the token of the request, or else with a token that the server creates. */
export function progressOf(
  { window }: Connection,
  given: ProgressToken | undefined,
  uri: string,
  work: Work = 'fit',
): Progress {
  return {
    begin: async () => {
      const created = given === undefined ? await window.createWorkDoneProgress() : undefined;
      const reporter = created ?? window.attachWorkDoneProgress(given);
      reporter.begin(titleOf(work, nameOf(uri)), 0, undefined, true);
      return { reporter, token: created?.token };
    },
  };
}

function titleOf(work: Work, file: string): string {
  switch (work) {
    case 'fit':
      return say('Fitting {file}', { file });
    case 'comparison':
      return say('Comparing {file}', { file });
    case 'check':
      return say('Checking {file}', { file });
  }
}
