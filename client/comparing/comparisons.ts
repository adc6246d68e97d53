/** Commands that compare tables. */
import { commands, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Disposable, LogOutputChannel } from 'vscode';
import { ResponseError } from 'vscode-languageclient/node';
import { activeFile, fallbackTable, nameOf, openForFit, Refusal } from '../documents';
import { failureOf, isDueToData } from '../fitFailure';
import { Command } from '../ids';
import { inMessage } from '../labels';
import type { MixtureServer } from '../languageClient';
import type { Panels } from '../panel/panels';
import { showError } from '../showError';
import { askBase, type Base } from './baseQuestion';
import type { ComparisonPanels } from './comparisonPanels';

export interface ComparisonServices {
  readonly server: MixtureServer;
  readonly panels: Panels;
  readonly comparisons: ComparisonPanels;
  readonly log: LogOutputChannel;
}

export function registerComparisons(services: ComparisonServices): Disposable[] {
  const register = (command: string, run: (...given: unknown[]) => Promise<void>): Disposable =>
    commands.registerCommand(command, async (...given: unknown[]) => {
      try {
        await run(...given);
      } catch (error) {
        showError(services.log, error);
      }
    });
  return [
    register(Command.compareWith, (given) => compareWith(services, given)),
    register(Command.compareTables, (clicked, selected) => compareSelected(services, clicked, selected)),
  ];
}

/** @param given a file, or `{ uri, with }` or `{ uri, revision }`; nothing from the palette */
async function compareWith(services: ComparisonServices, given: unknown): Promise<void> {
  const {
    uri,
    with: other,
    revision,
  } = (given instanceof Uri ? { uri: given.toString() } : (given ?? {})) as Readonly<Record<string, unknown>>;
  const file = typeof uri === 'string' ? Uri.parse(uri) : (services.panels.active ?? activeFile() ?? fallbackTable());
  if (file === undefined) throw new Refusal(l10n.t('Open a CSV or TSV file first.'));
  if (typeof other === 'string') return compare(services, file, Uri.parse(other));
  const base = typeof revision === 'string' ? { revision } : await askBase(file);
  if (base !== undefined) await compare(services, file, base);
}

/** Compares two files that are selected in the Explorer: the one that was clicked with the other one. */
async function compareSelected(services: ComparisonServices, clicked: unknown, selected: unknown): Promise<void> {
  const files = Array.isArray(selected) ? selected.filter((file): file is Uri => file instanceof Uri) : [];
  const [first, second] = files;
  if (first === undefined || second === undefined || files.length !== 2)
    throw new Refusal(l10n.t('Select two tables in the Explorer, then choose Compare Tables again.'));
  const isFirst = clicked instanceof Uri && clicked.toString() === first.toString();
  await compare(services, isFirst ? first : second, isFirst ? second : first);
}

async function compare({ server, comparisons }: ComparisonServices, uri: Uri, base: Base): Promise<void> {
  if (!(base instanceof Uri) && !workspace.isTrusted)
    throw new Refusal(l10n.t('Versions in git need a trusted workspace; trust this one, then compare again.'));
  // The server reads local files itself; the text of others reaches it through an open document.
  for (const file of [uri, base]) if (file instanceof Uri && file.scheme !== 'file') await openForFit(file);
  const names = [base instanceof Uri ? nameOf(base) : `${nameOf(uri)} (${base.revision})`, nameOf(uri)] as const;
  const page = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: inMessage(l10n.t('Comparing {0} with {1}', names[1], names[0])),
      cancellable: true,
    },
    async (progress, token) => {
      try {
        return await server.compare(uri, base, token, (message) => progress.report({ message }));
      } catch (error) {
        if (token.isCancellationRequested || failureOf(error) === 'cancelled') return undefined;
        throw isRefusal(error) ? new Refusal((error as Error).message) : error;
      }
    },
  );
  const compared = { uri: uri.toString(), ...(base instanceof Uri ? { with: base.toString() } : base) };
  if (page !== undefined) comparisons.show(compared, names, page);
}

/** Whether an error is a problem of the tables or the request, which the user can fix. */
function isRefusal(error: unknown): boolean {
  return isDueToData(error) || (error instanceof ResponseError && error.data === undefined);
}
