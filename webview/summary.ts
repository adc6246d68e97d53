/** The top of the page: one sentence on the current state, and the button for the next step. */
import { sentences } from '../language/joins';
import { say } from '../language/language';
import type { FitReport, Iteration, StopReason } from '../server/protocol';
import { shortAnswers, type AnswerData } from './shortAnswers';
import { withTerms } from './terms';
import { coverageOf, noUnlikelyCells, otherFaults } from '../server/protocol/report/checked';
import { rowFindings } from '../server/protocol/report/report';
import { searchedWords } from '../pictures/certificateWords';
import { estimateWords } from '../pictures/estimateWords';
import { fitWords, foundWords, methodName } from '../pictures/fitWords';
import { button, spinner } from './components';
import { element } from './dom';
import { count, nats, seconds } from '../pictures/format';
import type { Model, PanelState } from './messages';

export interface Actions {
  fit(): void;
  cancel(): void;
  saveReport(): void;
}

export class Summary {
  private readonly headline = element('h1');
  private readonly facts = element('p', { class: 'facts' });
  private readonly detail = element('p', { class: 'detail' });
  /** The course of the fit in a line, once there is a model; it belongs to the details below. */
  readonly course = element('p', { class: 'detail' });
  private readonly notice = element('p', { class: 'notice', attributes: { role: 'status' } });
  private readonly answers = element('dl', { class: 'answers' });
  private readonly cautions = element('ul', { class: 'cautions' });
  private readonly spoken = element('p', { class: 'spoken', attributes: { role: 'status' } });
  private readonly busy = spinner();
  private readonly words = element(
    'div',
    { class: 'words', attributes: { role: 'status' } },
    this.headline,
    this.facts,
  );
  private readonly fitButton: HTMLElement;
  private readonly cancelButton: HTMLElement;
  private readonly reportButton: HTMLElement;
  readonly element: HTMLElement;

  constructor(actions: Actions) {
    this.fitButton = button(say('Fit Mixture'), 'primary', () => {
      actions.fit();
    });
    this.cancelButton = button(say('Cancel'), 'secondary', () => {
      actions.cancel();
    });
    this.reportButton = button(say('Save Report…'), 'secondary', () => {
      actions.saveReport();
    });
    const actionsBox = element(
      'div',
      { class: 'actions' },
      this.busy,
      this.reportButton,
      this.fitButton,
      this.cancelButton,
    );
    this.element = element(
      'header',
      { class: 'summary' },
      element('div', { class: 'top' }, this.words, actionsBox),
      this.notice,
      this.answers,
      this.detail,
      this.spoken,
      this.cautions,
    );
    this.answers.hidden = true;
  }

  /** Shows the state of the panel. @param remark on the file, independent of the fit */
  show(panel: PanelState, fileName: string, remark: string): void {
    const { headline, facts = '', notice = '', detail = '', action } = wording(panel, fileName);
    this.element.dataset['state'] = panel.state === 'fitted' && panel.stale ? 'stale' : panel.state;
    for (const [place, text] of [
      [this.headline, headline],
      [this.facts, facts],
      [this.notice, sentences([notice, remark])],
      [this.detail, panel.state === 'fitted' ? '' : detail],
      [this.course, panel.state === 'fitted' ? detail : ''],
    ] as const) {
      place.replaceChildren(
        ...(place === this.course || place === this.detail ? withTerms(text).map((part) => part ?? '') : [text]),
      );
      place.hidden = text === '';
    }
    // Answers of the previous fit would be mistaken for this one's.
    if (panel.state !== 'fitted') this.answers.hidden = true;
    if (panel.state !== 'running') this.announce(undefined);
    const warnings = panel.state === 'fitted' ? panel.report.certificate.warnings : [];
    this.cautions.hidden = warnings.length === 0;
    this.cautions.replaceChildren(...warnings.map((warning) => element('li', {}, warning)));
    this.reportButton.hidden = panel.state !== 'fitted';
    this.showButtons(panel.state === 'running', action);
  }

  /** Announces the progress of a fit to screen readers: each number of clusters once. */
  private announce(latest: Iteration | undefined): void {
    const words = latest === undefined ? '' : tryingWords(latest);
    if (words !== this.spoken.textContent) this.spoken.textContent = words;
  }

  /** Shows the short answers about a fitted model, as far as the server has sent the data. */
  showAnswers(report: FitReport, data: AnswerData): void {
    this.answers.replaceChildren(...shortAnswers(report, data));
    this.answers.hidden = this.element.dataset['state'] !== 'fitted' && this.element.dataset['state'] !== 'stale';
  }

  /**
   * Shows the progress of the running fit. Screen readers announce only the number of clusters: the rest changes many
   * times a second.
   *
   * @param since start of the fit, by the clock of the page
   */
  showProgress(latest: Iteration | undefined, since?: number): void {
    this.detail.hidden = false;
    this.announce(latest);
    this.detail.textContent =
      latest === undefined
        ? say('Reading the file…')
        : [
            tryingWords(latest),
            say('start {start}', { start: latest.start + 1 }),
            say('iteration {iteration}', { iteration: count(latest.iteration) }),
            say('NLML {nlml}', { nlml: nats(latest.nlml) }),
            ...(since === undefined ? [] : [seconds(Math.max(0, performance.now() - since) / 1000)]),
          ].join(' · ');
  }

  private showButtons(running: boolean, action: string): void {
    const focusedElement = this.element.contains(document.activeElement) ? document.activeElement : null;
    this.fitButton.textContent = action;
    this.fitButton.hidden = running;
    this.cancelButton.hidden = !running;
    this.busy.hidden = !running;
    // The pressed button disappears; the keyboard focus moves to the one that replaces it.
    if (focusedElement instanceof HTMLElement && focusedElement.hidden)
      (running ? this.cancelButton : this.fitButton).focus();
  }
}

function tryingWords({ k }: Iteration): string {
  return say('Trying {clusters, plural, one {# cluster} other {# clusters}}', { clusters: k });
}

interface Wording {
  readonly headline: string;
  readonly facts?: string;
  readonly notice?: string;
  readonly detail?: string;
  readonly action: string;
}

function wording(panel: PanelState, fileName: string): Wording {
  switch (panel.state) {
    case 'empty':
      return {
        headline: say('{file} has no model yet', { file: fileName }),
        facts: say('A fit finds groups of rows that belong together, and the rows and cells that do not fit in.'),
        action: say('Fit Mixture'),
      };
    case 'running':
      return {
        headline: say('Fitting {file}', { file: fileName }),
        facts: earlierNotice(panel),
        action: say('Fit Mixture'),
      };
    case 'fitted':
      return {
        ...fittedWording(panel.report),
        ...(panel.stale && {
          notice: say('Edited since the fit. Everything below describes the file as it was then.'),
        }),
        action: say('Refit'),
      };
    case 'cancelled':
      return {
        headline: panel.reason === 'asked' ? say('The fit was cancelled') : say('The fit was given up'),
        facts:
          panel.reason === 'asked'
            ? stoppedWords(panel.steps.length)
            : say('{file} was edited or closed while it was fitted, so the result would not have been true of it.', {
                file: fileName,
              }),
        detail: earlierNotice(panel),
        action: say('Fit Again'),
      };
    case 'failed':
      return {
        headline: say('{file} could not be fitted', { file: fileName }),
        notice: panel.message,
        detail: earlierNotice(panel),
        action: say('Try Again'),
      };
  }
}

/** Returns the remark that the tables below do not belong to the fit in the headline. */
function earlierNotice(panel: { readonly earlier?: Model | undefined }): string {
  return panel.earlier === undefined
    ? ''
    : say('The tables below are of the fit before: {clusters, plural, one {# cluster} other {# clusters}}.', {
        clusters: panel.earlier.report.k,
      });
}

function stoppedWords(iterations: number): string {
  return say(
    'It stopped after {iterations, plural, one {{number} iteration} other {{number} iterations}}, and no model was kept.',
    { iterations, number: count(iterations) },
  );
}

function fittedWording(report: FitReport): Omit<Wording, 'action'> {
  const clusterCounts = report.selection.map(({ k }) => k);
  const choiceWords =
    clusterCounts.length > 1
      ? say('chosen by BIC among {least}…{most}', {
          least: Math.min(...clusterCounts),
          most: Math.max(...clusterCounts),
        })
      : say('number of clusters as set');
  const unlikely = rowFindings(report.findings).length;
  const { read, scan, encode, fit, score } = report.seconds;
  return {
    headline: fitWords(report),
    facts:
      unlikely === 0
        ? noUnlikelyCells(coverageOf(report), report.expectedRows)
        : foundWords(unlikely, otherFaults(coverageOf(report))),
    detail: [
      say('NLML {nlml} ({perRow} per row)', {
        nlml: nats(report.nlml),
        perRow: nats(report.nlml / report.totalWeight),
      }),
      choiceWords,
      stopWords(report.reason, report.iterations),
      searchedWords(report.certificate),
      say('{estimate} by {method}', { estimate: estimateWords(report), method: methodName(report.method) }),
      say('seed {seed}', { seed: report.seed }),
      seconds(read + scan + encode + fit + score),
    ].join(' · '),
  };
}

function stopWords(reason: StopReason, iterations: number): string {
  const number = count(iterations);
  switch (reason) {
    case 'converged':
      return say('Converged after {iterations, plural, one {{number} iteration} other {{number} iterations}}', {
        iterations,
        number,
      });
    case 'maxIterations':
      return say(
        'Not converged: stopped at the limit of {iterations, plural, one {{number} iteration} other {{number} iterations}}',
        { iterations, number },
      );
    case 'degenerate':
      return say(
        'Degenerate after {iterations, plural, one {{number} iteration} other {{number} iterations}}: a cluster shrank onto too few rows',
        { iterations, number },
      );
    case 'cancelled':
      return say('Stopped after {iterations, plural, one {{number} iteration} other {{number} iterations}}', {
        iterations,
        number,
      });
  }
}
