/** A table to try things out on: penguins, one of which somebody mistyped. */
import { Uri, ViewColumn, window, workspace } from 'vscode';

/** A row of the sample, and the same with a slip of the hand in its body mass. */
const SOUND = ',195,3250,';
const SLIP = ',195,32500,';

/** Opens it as a document without a file, so that whatever is done to it is done to nothing. */
export async function openSample(extension: Uri): Promise<void> {
  const text = new TextDecoder().decode(
    await workspace.fs.readFile(Uri.joinPath(extension, 'samples', 'penguins.csv')),
  );
  const document = await workspace.openTextDocument({ language: 'csv', content: text.replace(SOUND, SLIP) });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Active, preview: false });
}
