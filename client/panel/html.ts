/** The HTML of the panel's page, and its folder. */
import { randomBytes } from 'node:crypto';
import { Uri } from 'vscode';
import type { Webview } from 'vscode';
import { catalogueInUse } from '../../language/language';

/** The only folder from which the page may load anything. */
export function webviewRoot(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webview');
}

/**
 * The page around the panel's program. Only its own script and style sheet are loaded and run; the nonce also admits
 * the `<style>` elements that the chart library makes (the script reads it from the meta element, because a module has
 * no `document.currentScript`). Images are limited to `data:` URIs that the page makes itself: a picture is drawn to an
 * image to be saved as PNG, and an image runs and loads nothing.
 */
export function panelHtml(webview: Webview, extension: Uri): string {
  const root = webviewRoot(extension);
  const script = webview.asWebviewUri(Uri.joinPath(root, 'panel.js')).toString();
  const style = webview.asWebviewUri(Uri.joinPath(root, 'panel.css')).toString();
  const nonce = randomBytes(18).toString('base64');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:`;
  const catalogue = catalogueInUse();
  return `<!DOCTYPE html>
<html lang="${catalogue.language}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mixture Lens</title>
<link rel="stylesheet" nonce="${nonce}" href="${style}">
</head>
<body>
<main id="panel"></main>
<script type="application/json" id="catalogue">${JSON.stringify(catalogue).replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
