/** A table for trying things out: penguins, with one typing error. */
import { Uri, ViewColumn, window, workspace } from 'vscode';

/** A row of the sample, and the row with a slip in its body mass. */
const SOUND = ',195,3250,';
const SLIP = ',195,32500,';

/** Opens the sample as a document without a file, so that no action affects a file. */
export async function openSample(extension: Uri): Promise<void> {
  const text = new TextDecoder().decode(
    await workspace.fs.readFile(Uri.joinPath(extension, 'samples', 'penguins.csv')),
  );
  const document = await workspace.openTextDocument({ language: 'csv', content: text.replace(SOUND, SLIP) });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Active, preview: false });
}
