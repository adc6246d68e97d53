/**
 * What the extension host and the panel's web page say to each other, both ways.
 *
 * The page is told whole snapshots or small additions to them; a hidden page receives nothing, so on
 * `ready` it is always sent a complete snapshot. Cell text in here is untrusted: it reaches the page as
 * text nodes only.
 */
import type { FitReport, Iteration } from '../server/protocol';

/** What the panel shows. One of these states always holds. */
export type PanelState =
  | { readonly state: 'empty' }
  | { readonly state: 'running'; readonly fit: number; readonly steps: readonly Iteration[] }
  | { readonly state: 'fitted'; readonly fit: number; readonly steps: readonly Iteration[]; readonly report: FitReport; readonly stale: boolean }
  | { readonly state: 'cancelled'; readonly fit: number; readonly steps: readonly Iteration[] }
  | { readonly state: 'failed'; readonly message: string };

export type HostMessage =
  | { readonly type: 'snapshot'; readonly fileName: string; readonly panel: PanelState }
  | { readonly type: 'iterations'; readonly fit: number; readonly steps: readonly Iteration[] };

export type PanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'fit' }
  | { readonly type: 'cancel' }
  /** Show this line (counted from 1) of the file in the editor. */
  | { readonly type: 'reveal'; readonly line: number };
