/** Capabilities that editors announce, as in their sources: for tests that no editor gets more than it announced. */
import type { ClientCapabilities } from 'vscode-languageserver';

const LITERALS = { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } };

/** Helix 25.07: `workspace.diagnostic` is its spelling. */
export const HELIX = {
  general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: false },
    executeCommand: { dynamicRegistration: false },
    inlayHint: { refreshSupport: false },
    workspaceEdit: { documentChanges: true, failureHandling: 'abort' },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: false },
    diagnostic: { refreshSupport: true },
  },
  textDocument: {
    hover: { contentFormat: ['markdown'] },
    codeAction: { codeActionLiteralSupport: LITERALS, isPreferredSupport: true, dataSupport: true },
    diagnostic: { dynamicRegistration: false, relatedDocumentSupport: true },
    publishDiagnostics: { versionSupport: true, tagSupport: { valueSet: [1, 2] } },
    inlayHint: { dynamicRegistration: false },
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
} as ClientCapabilities;

/** Eglot of Emacs 30 and later. */
export const EGLOT: ClientCapabilities = {
  general: { positionEncodings: ['utf-32', 'utf-8', 'utf-16'] },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    executeCommand: { dynamicRegistration: false },
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: {
    hover: { dynamicRegistration: false, contentFormat: ['plaintext'] },
    codeAction: { dynamicRegistration: false, codeActionLiteralSupport: LITERALS, isPreferredSupport: true },
    diagnostic: { dynamicRegistration: false },
    publishDiagnostics: { relatedInformation: false, versionSupport: true, codeDescriptionSupport: false },
    inlayHint: { dynamicRegistration: false },
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
};

/** Zed: tooltips and commands of hints are resolved, and diagnostics are pulled where a server offers it. */
export const ZED: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    executeCommand: { dynamicRegistration: true },
    fileOperations: { dynamicRegistration: true, didRename: true, willRename: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    codeLens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
  },
  textDocument: {
    hover: { dynamicRegistration: true, contentFormat: ['markdown'] },
    codeAction: {
      dynamicRegistration: true,
      codeActionLiteralSupport: LITERALS,
      dataSupport: true,
      resolveSupport: { properties: ['kind', 'diagnostics', 'isPreferred', 'disabled', 'edit', 'command'] },
    },
    codeLens: { dynamicRegistration: true },
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true },
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      dataSupport: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    synchronization: { dynamicRegistration: true, didSave: true },
    inlayHint: {
      dynamicRegistration: true,
      resolveSupport: { properties: ['textEdits', 'tooltip', 'label.tooltip', 'label.location', 'label.command'] },
    },
  },
  window: { workDoneProgress: true, showMessage: { messageActionItem: { additionalPropertiesSupport: true } } },
};

/** The package LSP of Sublime Text. */
export const SUBLIME: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    executeCommand: {},
    workspaceEdit: { documentChanges: true, failureHandling: 'abort' },
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
  },
  textDocument: {
    hover: { dynamicRegistration: true, contentFormat: ['markdown', 'plaintext'] },
    codeAction: {
      dynamicRegistration: true,
      codeActionLiteralSupport: LITERALS,
      dataSupport: true,
      disabledSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
    codeLens: { dynamicRegistration: true },
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    inlayHint: { dynamicRegistration: true, resolveSupport: { properties: ['textEdits', 'label.command'] } },
  },
  window: {
    workDoneProgress: true,
    showDocument: { support: true },
    showMessage: { messageActionItem: { additionalPropertiesSupport: true } },
  },
};

/** LSP4IJ in editors of JetBrains: it takes no settings, and announces no versions of diagnostics. */
export const JETBRAINS: ClientCapabilities = {
  workspace: {
    applyEdit: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    executeCommand: { dynamicRegistration: true },
    fileOperations: { dynamicRegistration: true, didRename: true, willRename: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'delete', 'rename'] },
    inlayHint: { refreshSupport: true },
  },
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: {
      dynamicRegistration: true,
      codeActionLiteralSupport: LITERALS,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
    codeLens: {},
    publishDiagnostics: { dataSupport: true, codeDescriptionSupport: true, relatedInformation: true },
    synchronization: { willSave: true, willSaveWaitUntil: true, didSave: true },
    inlayHint: {},
  },
  window: { workDoneProgress: true, showDocument: { support: true }, showMessage: {} },
};

/** Kate 25: nothing about the workspace, so that it takes no settings and no versioned edits. */
export const KATE: ClientCapabilities = {
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: { codeActionLiteralSupport: LITERALS },
    publishDiagnostics: { relatedInformation: true },
    synchronization: { didSave: true },
    inlayHint: { dynamicRegistration: false },
  },
  window: { workDoneProgress: true },
};

/** An editor that counts in bytes alone, as small clients do, and knows no progress. */
export const BYTES_ONLY: ClientCapabilities = {
  general: { positionEncodings: ['utf-8'] },
  textDocument: { hover: { contentFormat: ['plaintext'] }, codeAction: { codeActionLiteralSupport: LITERALS } },
};

/** Whether an editor handles a message of the server, by what it announced. */
export function isAnnounced(method: string, { textDocument, workspace, window }: ClientCapabilities): boolean {
  const { diagnostic } = (workspace ?? {}) as { diagnostic?: { refreshSupport?: boolean } };
  const announced: Readonly<Record<string, boolean | undefined>> = {
    // Of these the protocol requires no announcement.
    'textDocument/publishDiagnostics': true,
    'window/logMessage': true,
    '$/progress': window?.workDoneProgress,
    'window/workDoneProgress/create': window?.workDoneProgress,
    'workspace/configuration': workspace?.configuration,
    'client/registerCapability': workspace?.didChangeConfiguration?.dynamicRegistration,
    'workspace/codeLens/refresh': workspace?.codeLens?.refreshSupport,
    'workspace/inlayHint/refresh': workspace?.inlayHint?.refreshSupport,
    'workspace/diagnostic/refresh':
      textDocument?.diagnostic && (workspace?.diagnostics?.refreshSupport ?? diagnostic?.refreshSupport),
  };
  return announced[method] === true;
}
