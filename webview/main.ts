/** The panel's program: messages from the extension host in, pictures and tables out. */
import './styles/base.css';
import './styles/tables.css';
import './styles/clusters.css';
import './styles/unlikelyRows.css';
import './styles/pictures.css';
import { Certainty } from './certaintyView';
import { showLooks } from './clusterLabels';
import { Convergence } from './convergence';
import { Distributions } from './distributions';
import { setCatalogue, type Catalogue } from '../language/language';
import { element } from './dom';
import { findings } from './findings';
import type { FitReport } from '../server/protocol';
import type { RowView } from '../server/protocol/insight';
import { isHostMessage } from './messages';
import type { HostMessage, Model, PanelMessage, PanelState } from './messages';
import { Pairs } from './pairs';
import { parameters } from './parameters';
import type { ClusterActions } from './parameters';
import { FitDetails } from './fitDetails';
import { Questions } from './questions';
import { ViewStore } from './viewStore';
import type { StateStorage } from './viewStore';
import { RowList } from './rowList';
import type { RowActions } from './rowList';
import type { PictureHost } from './savePicture';
import { ScrollPlace } from './scrollPlace';
import { PENDING, type AnswerData } from './shortAnswers';
import { clusterCountSection } from './clusterCountView';
import { Summary } from './summary';

declare function acquireVsCodeApi(): StateStorage & { postMessage(message: PanelMessage): void };

const host = acquireVsCodeApi();
const nonce = document.querySelector('meta[property="csp-nonce"]')?.getAttribute('content') ?? '';

/** A picture in which a row can be marked. */
interface MarkablePicture {
  mark(row: RowView | null): void;
  /** Updates the names or colours of clusters. */
  restyle?(): void;
}

class Page {
  private fileName = '';
  private readonly host: PictureHost = {
    nonce,
    fileName: () => this.fileName,
    save: (picture) => {
      host.postMessage({ type: 'savePicture', picture });
    },
    fail: (message) => {
      host.postMessage({ type: 'log', message });
    },
  };
  private readonly summary = new Summary({
    fit: () => {
      host.postMessage({ type: 'fit' });
    },
    cancel: () => {
      host.postMessage({ type: 'cancel' });
    },
    saveReport: () => {
      host.postMessage({ type: 'saveReport' });
    },
  });
  private readonly viewStore = new ViewStore(host);
  private readonly convergence = new Convergence(this.host, this.viewStore);
  private readonly model = element('div', { class: 'model' });
  private readonly choice = element('div', { class: 'choice' });
  /** Stands at the top while a fit runs, and at the end of the page once there is a model. */
  private readonly fitDetails: FitDetails;
  private readonly pictures = element('div', { class: 'insight' });
  private readonly questions = new Questions((id, question) => {
    host.postMessage({ type: 'ask', id, question });
  });
  private readonly actions: RowActions = {
    reveal: (line) => {
      host.postMessage({ type: 'reveal', line });
    },
    mark: (lines) => {
      host.postMessage({ type: 'mark', lines });
    },
  };
  private readonly clusterActions: ClusterActions = {
    name: (cluster) => {
      host.postMessage({ type: 'name', cluster });
    },
    colour: (cluster) => {
      host.postMessage({ type: 'colour', cluster });
    },
    copy: (format) => {
      host.postMessage({ type: 'copy', format });
    },
  };
  private runningFit = -1;
  private readonly markablePictures: MarkablePicture[] = [];
  /** Data of the short answers about the shown model. */
  private answerData: AnswerData = PENDING;
  private cursor: RowView | null = null;
  /** Start of the running fit, by the clock of the page. */
  private since: number | undefined;
  /** Number of findings in the tables. */
  private findingCount = 0;
  /** Number of the fit whose model is in the tables. */
  private shownFit: number | undefined;
  private readonly scrollPlace: ScrollPlace;

  constructor(private readonly root: Element) {
    this.scrollPlace = new ScrollPlace(root, this.viewStore);
    this.fitDetails = new FitDetails(this.summary.course, [this.convergence.element, this.choice], this.viewStore);
    root.append(this.summary.element, this.model, this.pictures, this.fitDetails.element);
  }

  receive(message: HostMessage): void {
    if (message.type === 'cursor') this.mark(message.row);
    else if (message.type === 'answer') this.questions.receive(message.id, message.answer);
    else if (message.type === 'snapshot') {
      // VS Code restores the panel from this state after a reload; the host sends the results again.
      this.viewStore.belongTo(message.uri);
      this.show(message.panel, message.fileName, message.remark);
    } else if (message.type === 'iterations' && message.fit === this.runningFit) {
      this.convergence.addSteps(message.steps);
      this.summary.showProgress(this.convergence.latest, this.since);
    }
  }

  private show(panel: PanelState, fileName: string, remark = ''): void {
    this.fileName = fileName;
    const steps = 'steps' in panel ? panel.steps : [];
    const report = panel.state === 'fitted' ? panel.report : undefined;
    const model = panel.state === 'fitted' ? panel : 'earlier' in panel ? panel.earlier : undefined;
    this.follow(panel);
    this.summary.show(panel, fileName, remark);
    this.convergence.element.hidden = panel.state !== 'running' && steps.length === 0 && report === undefined;
    // A course without its own model, which runs or was cancelled, is what the page is about.
    const isOnTop = report === undefined && !this.convergence.element.hidden;
    this.fitDetails.show(isOnTop);
    this.fitDetails.element.hidden = this.convergence.element.hidden && model === undefined;
    this.placeDetails(isOnTop);
    this.convergence.show(steps, report, panel.state === 'fitted' ? panel.former : undefined);
    if (panel.state === 'running') this.summary.showProgress(this.convergence.latest, this.since);
    const isRestyled = showLooks(this.root, model?.report.components ?? []);
    if (model?.fit === this.shownFit && isRestyled) for (const picture of this.markablePictures) picture.restyle?.();
    if (model?.fit !== this.shownFit) this.showModel(model);
    // Rows that are marked as expected disappear from the table.
    else if (model !== undefined && model.report.findings.length !== this.findingCount) {
      this.model.querySelector('.findings')?.replaceWith(this.findings(model));
      this.summary.showAnswers(model.report, this.answerData);
    }
  }

  /** Follows a running fit. Its time counts from the first message about it, so that no later one sets it back. */
  private follow(panel: PanelState): void {
    const fit = panel.state === 'running' ? panel.fit : -1;
    if (fit === this.runningFit) return;
    this.runningFit = fit;
    this.since =
      panel.state === 'running' && panel.elapsed !== undefined ? performance.now() - panel.elapsed : undefined;
  }

  /** Puts the details of a fit on top of the page or at its end, without moving what stands there. */
  private placeDetails(isOnTop: boolean): void {
    const { element: details } = this.fitDetails;
    if (isOnTop === (details.previousElementSibling === this.summary.element)) return;
    if (isOnTop) this.summary.element.after(details);
    else this.root.append(details);
  }

  /** Rebuilds the tables for another model. An edit or a running refit leaves page and scroll position unchanged. */
  private showModel(model: Model | undefined): void {
    this.shownFit = model?.fit;
    this.scrollPlace.seek();
    const choiceSection =
      model === undefined
        ? undefined
        : clusterCountSection(
            model,
            (k) => {
              host.postMessage({ type: 'fit', k });
            },
            this.host,
          );
    this.pictures.replaceChildren();
    this.answerData = PENDING;
    if (model !== undefined) this.summary.showAnswers(model.report, PENDING);
    this.markablePictures.length = 0;
    if (model !== undefined)
      void this.showPictures(model).then(() => {
        if (this.shownFit === model.fit) this.scrollPlace.complete();
      });
    this.choice.replaceChildren(...(choiceSection === undefined ? [] : [choiceSection]));
    this.model.replaceChildren(
      ...(model === undefined ? [] : [this.findings(model), parameters(model.report, this.clusterActions)]),
    );
  }

  private findings({ report }: Model): HTMLElement {
    this.findingCount = report.findings.length;
    return findings(
      report,
      {
        reveal: (line, column) => {
          host.postMessage({ type: 'reveal', line, column });
        },
        expect: (row) => {
          host.postMessage({ type: 'expect', row });
        },
      },
      this.viewStore,
    );
  }

  /** Marks the row under the editor's cursor in every picture. */
  private mark(row: RowView | null): void {
    this.cursor = row;
    for (const picture of this.markablePictures) picture.mark(row);
  }

  private track<T extends MarkablePicture>(picture: T): T {
    this.markablePictures.push(picture);
    if (this.cursor !== null) picture.mark(this.cursor);
    return picture;
  }

  private answer(report: FitReport, data: AnswerData): void {
    this.answerData = data;
    this.summary.showAnswers(report, data);
  }

  /** Requests the data that only the server has, because it has the rows. */
  private async showPictures({ fit, report }: Model): Promise<void> {
    const separation = await this.questions.ask({ kind: 'separation' });
    if (fit !== this.shownFit) return;
    if (separation.kind === 'none') {
      this.answer(report, { separation: undefined, certainty: undefined });
      this.pictures.replaceChildren(element('p', { class: 'none' }, separation.why));
      return;
    }
    this.answer(report, { separation, certainty: 'pending' });
    this.model.querySelector('.clusters')?.replaceWith(parameters(report, this.clusterActions, separation));
    const columns = report.columns.map(({ name }) => name);
    const newRowList = (): RowList => new RowList(this.questions, this.actions, columns);
    const distributions = this.track(new Distributions(this.questions, newRowList(), this.host, this.viewStore));
    const numeric = separation.columns
      .map(({ name }) => name)
      .filter((name) => report.components.some((component) => 'mean' in (component.columns[name] ?? {})));
    const pairs = this.track(
      new Pairs({ all: columns, numeric }, this.questions, this.actions, this.host, this.viewStore),
    );
    const certainty = await this.questions.ask({ kind: 'certainty' });
    if (fit !== this.shownFit) return;
    this.answer(report, { separation, certainty: certainty.kind === 'certainty' ? certainty : undefined });
    this.pictures.append(distributions.element);
    await distributions.start(separation);
    if (fit !== this.shownFit) return;
    if (certainty.kind === 'certainty')
      this.pictures.append(
        this.track(new Certainty(certainty, this.questions, newRowList(), this.host, this.viewStore)).element,
      );
    if (numeric.length < 2) return;
    this.pictures.append(pairs.element);
    await pairs.start();
  }
}

/** Sets the language of the page, whose texts the host puts into it. */
function readLanguage(): void {
  const text = document.getElementById('catalogue')?.textContent;
  if (text !== undefined && text !== null) setCatalogue(JSON.parse(text) as Catalogue);
}

function start(root: Element): void {
  readLanguage();
  const page = new Page(root);
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isHostMessage(data)) page.receive(data);
    else host.postMessage({ type: 'log', message: 'a malformed message was ignored' });
  });
  // The listener exists before this message: the host answers with the complete state.
  host.postMessage({ type: 'ready' });
}

const root = document.getElementById('panel');
if (root !== null) start(root);
