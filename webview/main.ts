/** The panel's program: messages from the extension host in, pictures and tables out. */
import './panel.css';
import { Convergence } from './convergence';
import { element } from './dom';
import { findings } from './findings';
import { isHostMessage } from './messages';
import type { HostMessage, Model, PanelMessage, PanelState, SavedPanel } from './messages';
import { parameters } from './parameters';
import { selection } from './selection';
import { Summary } from './summary';

declare function acquireVsCodeApi(): {
  postMessage(message: PanelMessage): void;
  setState(state: SavedPanel): void;
};

const host = acquireVsCodeApi();
const nonce = document.querySelector('meta[property="csp-nonce"]')?.getAttribute('content') ?? '';

class Page {
  private readonly summary = new Summary({
    fit: () => { host.postMessage({ type: 'fit' }); },
    cancel: () => { host.postMessage({ type: 'cancel' }); },
  });
  private readonly convergence = new Convergence(nonce);
  private readonly model = element('div', { class: 'model' });
  private readonly choice = element('div', { class: 'choice' });
  private running = -1;
  /** The fit whose model is in the tables. */
  private shown: number | undefined;

  constructor(root: Element) {
    root.append(this.summary.element, element('div', { class: 'parts' }, this.convergence.element, this.model, this.choice));
  }

  receive(message: HostMessage): void {
    if (message.type === 'snapshot') {
      // Enough for VS Code to bring the panel back after a reload; the rest comes from the host again.
      host.setState({ version: 1, uri: message.uri });
      this.show(message.panel, message.fileName, message.remark);
    } else if (message.fit === this.running) {
      this.convergence.grow(message.steps);
      this.summary.progress(this.convergence.latest);
    }
  }

  private show(panel: PanelState, fileName: string, remark = ''): void {
    const steps = 'steps' in panel ? panel.steps : [];
    const report = panel.state === 'fitted' ? panel.report : undefined;
    const model = panel.state === 'fitted' ? panel : 'earlier' in panel ? panel.earlier : undefined;
    this.running = panel.state === 'running' ? panel.fit : -1;
    this.summary.show(panel, fileName, remark);
    this.convergence.element.hidden = panel.state !== 'running' && steps.length === 0 && report === undefined;
    this.convergence.show(steps, report);
    if (panel.state === 'running') this.summary.progress(this.convergence.latest);
    if (model?.fit !== this.shown) this.showModel(model);
  }

  /** Made anew only for another model, so that an edit or a refit leaves page and scroll place as they are. */
  private showModel(model: Model | undefined): void {
    this.shown = model?.fit;
    const chosen = model === undefined ? undefined : selection(model.report);
    this.choice.replaceChildren(...(chosen === undefined ? [] : [chosen]));
    this.model.replaceChildren(...(model === undefined
      ? []
      : [parameters(model.report), findings(model.report, (line) => { host.postMessage({ type: 'reveal', line }); })]));
  }
}

function start(root: Element): void {
  const page = new Page(root);
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isHostMessage(data)) page.receive(data);
    else host.postMessage({ type: 'log', message: 'a malformed message was ignored' });
  });
  // After the listener: the host answers this with all there is.
  host.postMessage({ type: 'ready' });
}

const root = document.getElementById('panel');
if (root !== null) start(root);
