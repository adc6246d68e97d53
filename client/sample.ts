/** A table for trying things out: penguins, with one typing error. */
import { Uri, ViewColumn, window, workspace } from 'vscode';

/** Cells of a row of the sample, and the same cells with a wrong body mass. */
const ORIGINAL_CELLS = ',195,3250,';
const WRONG_CELLS = ',195,32500,';

/** Opens the sample as a document without a file, so that no action affects a file. */
export async function openSample(extension: Uri): Promise<void> {
  const text = new TextDecoder().decode(
    await workspace.fs.readFile(Uri.joinPath(extension, 'samples', 'penguins.csv')),
  );
  const document = await workspace.openTextDocument({
    language: 'csv',
    content: text.replace(ORIGINAL_CELLS, WRONG_CELLS),
  });
  await window.showTextDocument(document, { viewColumn: ViewColumn.Active, preview: false });
}
