/** The picture of a running fit: NLML against iteration, one line per run. */
import type { plot } from '@observablehq/plot';
import { sentences } from '../language/joins';
import { say } from '../language/language';
import type { FitReport, Iteration } from '../server/protocol';
import { radioGroup, type Option } from './components';
import { element, section } from './dom';
import { preparePicture } from './figure';
import { count } from '../pictures/format';
import type { LegendItem } from '../pictures/standalone';
import type { Former, Measure, Scale, Scope, View } from './messages';
import type { ViewStore } from './viewStore';
import { saveButtons } from './savePicture';
import type { PictureInfo, PictureHost } from './savePicture';
import { queueDrawing, observeVisibility } from './drawingQueue';
import type { QueuedPicture } from './drawingQueue';
import { drawnRuns, Runs } from './runs';
import type { DrawnRuns } from './runs';
import { convergenceChart, distanceChart, measureName } from './convergenceChart';
import { numbers, startsTable } from './convergenceTables';

function measures(): readonly Option<Measure>[] {
  return [
    { value: 'nlml', label: measureName('nlml') },
    { value: 'objective', label: say('Penalised (NLML − log prior)') },
  ];
}

function scales(): readonly Option<Scale>[] {
  return [
    { value: 'linear', label: say('Linear') },
    { value: 'log', label: say('Distance to the best, log scale') },
  ];
}

export class Convergence {
  readonly element: HTMLElement;
  private readonly figure = element('div', { class: 'figure' });
  private readonly caption = element('p', { class: 'caption' });
  private readonly controls = element('div', { class: 'controls' });
  private readonly starts: HTMLDetailsElement;
  private readonly table: HTMLDetailsElement;
  private runs = new Runs();
  private report: FitReport | undefined;
  private former: Former | undefined;
  private controlsKey = '';
  private readonly queuedPicture: QueuedPicture = {
    place: this.figure,
    draw: () => {
      this.draw();
    },
  };

  constructor(
    private readonly host: PictureHost,
    private readonly viewStore: ViewStore,
  ) {
    const startsTitle = element('summary', {}, say('What became of each start'));
    this.starts = element('details', { class: 'numbers starts' }, startsTitle);
    this.table = element('details', { class: 'numbers' }, element('summary', {}, say('The best run as a table')));
    const buttons = saveButtons(
      host,
      () => this.pictureInfo(),
      () => this.figure.querySelector('svg'),
      (width) => this.drawing(width) ?? element('p'),
    );
    this.element = section(
      say('Convergence'),
      'convergence',
      this.controls,
      this.figure,
      buttons,
      this.caption,
      this.table,
      this.starts,
    );
    this.table.addEventListener('toggle', () => {
      this.fillTable();
    });
    observeVisibility(this.queuedPicture);
    new ResizeObserver(() => {
      this.schedule();
    }).observe(this.figure);
  }

  /** Shows another fit, or another state of the current one. */
  show(steps: readonly Iteration[], report: FitReport | undefined, former?: Former): void {
    this.runs = new Runs();
    this.runs.add(steps);
    this.report = report;
    this.former = former;
    this.starts.hidden = report === undefined || report.starts.length === 0;
    this.starts.querySelector('.scroller')?.remove();
    if (report !== undefined) this.starts.append(startsTable(report));
    this.schedule();
  }

  addSteps(steps: readonly Iteration[]): void {
    this.runs.add(steps);
    this.schedule();
  }

  get latest(): Iteration | undefined {
    return this.runs.latest;
  }

  get total(): number {
    return this.runs.total;
  }

  private schedule(): void {
    queueDrawing(this.queuedPicture);
  }

  private draw(): void {
    const scope = this.shownScope();
    const shown = this.drawnRuns();
    this.updateControls(shown, scope);
    const isRestored = this.report !== undefined && this.runs.total === 0 && this.report.starts.length > 1;
    this.caption.textContent = sentences([
      isRestored ? restoredCaption() : caption(shown, scope, this.report !== undefined),
      this.former !== undefined && this.scale === 'linear' ? formerWords(this.former) : '',
    ]);
    const drawing = this.drawing(Math.max(240, this.figure.clientWidth), shown);
    this.figure.replaceChildren(
      drawing === undefined
        ? element('p', { class: 'waiting' }, say('Waiting for the first iteration…'))
        : preparePicture(drawing, this.host.nonce),
    );
    this.fillTable();
  }

  private drawnRuns(): DrawnRuns {
    // All runs are shown during the fit; afterwards the runs of the chosen number of clusters.
    return drawnRuns(this.runs.allRuns(), this.report, this.runs.latest, this.shownScope());
  }

  private shownScope(): Scope {
    return this.viewStore.view.scope ?? (this.report === undefined ? 'all' : 'chosen');
  }

  private get measure(): Measure {
    return this.isPenalised() ? (this.viewStore.view.measure ?? 'nlml') : 'nlml';
  }

  private get scale(): Scale {
    return this.viewStore.view.scale ?? 'linear';
  }

  private isPenalised(): boolean {
    return (this.report !== undefined && this.report.estimate !== 'ml') || this.runs.isPenalised();
  }

  private drawing(width: number, shown = this.drawnRuns()): ReturnType<typeof plot> | undefined {
    if (shown.best === undefined) return undefined;
    return this.scale === 'log'
      ? distanceChart(shown, this.measure, width)
      : convergenceChart(shown, this.measure, width, this.former);
  }

  private pictureInfo(): PictureInfo {
    const { others } = this.drawnRuns();
    const isLinear = this.scale === 'linear';
    const legend: readonly LegendItem[] = [
      {
        label: this.report === undefined ? say('The best run so far') : say('The run that was kept'),
        mark: 'line',
        colour: 'var(--strong-line)',
      },
      ...(others.length > 0
        ? [
            {
              label: say('Other runs'),
              mark: 'line',
              colour: 'color-mix(in srgb, currentColor 45%, transparent)',
            } as const,
          ]
        : []),
      ...(this.former !== undefined && isLinear
        ? [
            {
              label: say('The fit before'),
              mark: 'line',
              colour: 'color-mix(in srgb, currentColor 50%, transparent)',
              dash: '4 4',
            } as const,
          ]
        : []),
    ];
    return {
      name: say('convergence'),
      title: isLinear ? say('Convergence of the fit') : say('Distance of the fit to the best'),
      legend,
    };
  }

  /** Rebuilds the controls when their choices change: otherwise a click on one would lose the keyboard focus. */
  private updateControls(shown: DrawnRuns, scope: Scope): void {
    const penalised = this.isPenalised();
    const k = this.report?.k ?? shown.best?.k ?? 1;
    const hasScopes = this.report !== undefined && shown.clusterCounts.length > 1;
    const key = `${String(penalised)} ${String(hasScopes)} ${k}`;
    if (key === this.controlsKey) return;
    this.controlsKey = key;
    const scopes = [
      { value: 'chosen', label: say('{clusters, plural, one {# cluster} other {# clusters}}', { clusters: k }) },
      { value: 'all', label: say('All numbers of clusters') },
    ] as const;
    this.controls.replaceChildren(
      ...(penalised
        ? [
            radioGroup(say('Quantity'), measures(), this.measure, (measure) => {
              this.choose({ measure });
            }),
          ]
        : []),
      radioGroup(say('Scale'), scales(), this.scale, (scale) => {
        this.choose({ scale });
      }),
      ...(hasScopes
        ? [
            radioGroup(say('Starts shown'), scopes, scope, (chosen) => {
              this.choose({ scope: chosen });
            }),
          ]
        : []),
    );
  }

  private choose(change: View): void {
    this.viewStore.update(change);
    this.schedule();
  }

  private fillTable(): void {
    const oldTable = this.table.querySelector('.scroller');
    const best = this.table.open
      ? drawnRuns(this.runs.allRuns(), this.report, this.runs.latest, 'chosen').best
      : undefined;
    const newTable = best === undefined ? undefined : numbers(best);
    if (newTable === undefined) oldTable?.remove();
    else if (oldTable === null) this.table.append(newTable);
    else oldTable.replaceWith(newTable);
  }
}

function caption({ best, others, clusterCounts }: DrawnRuns, scope: Scope, isFinished: boolean): string {
  if (best === undefined) return '';
  // A search also runs from moves of single clusters, so there are more runs than starts.
  const runCount = others.filter(({ k }) => k === best.k).length + 1;
  const runs = runsWords(runCount, best.k, isFinished);
  if (clusterCounts.length < 2) return sentences([runs, say('Lower is better.')]);
  const hidden = clusterCounts.length - 1;
  const otherCounts =
    scope === 'all'
      ? say('Faint lines are other numbers of clusters, written at their ends where there is room.')
      : say(
          '{count, plural, one {# other number of clusters is not drawn.} other {# other numbers of clusters are not drawn.}}',
          { count: hidden },
        );
  return sentences([runs, otherCounts]);
}

function runsWords(runs: number, clusters: number, isFinished: boolean): string {
  if (runs === 1) return say('One run with {clusters, plural, one {# cluster} other {# clusters}}.', { clusters });
  const number = count(runs);
  return isFinished
    ? say(
        '{runs, plural, one {{number} run} other {{number} runs}} with {clusters, plural, one {# cluster} other {# clusters}}; the strong line is the one kept.',
        { runs, number, clusters },
      )
    : say(
        '{runs, plural, one {{number} run} other {{number} runs}} with {clusters, plural, one {# cluster} other {# clusters}}; the strong line is the best so far.',
        { runs, number, clusters },
      );
}

/** Caption of a restored model, which stores only the course of the best run. */
function restoredCaption(): string {
  return say(
    'Only the run that was kept is drawn; the courses of the others are not remembered with the model. Fit again to see them.',
  );
}

function formerWords({ k }: Former): string {
  return say('The dashed line is the fit before, with {clusters, plural, one {# cluster} other {# clusters}}.', {
    clusters: k,
  });
}
