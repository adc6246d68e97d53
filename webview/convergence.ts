/** The picture of a running fit: NLML against iteration, one line per start. */
import type { plot } from '@observablehq/plot';
import type { FitReport, Iteration } from '../server/protocol';
import { choice } from './components';
import { element, section } from './dom';
import { finished } from './figure';
import { count, counted } from '../pictures/format';
import type { LegendItem } from '../pictures/standalone';
import type { Former, Measure, Scale, Scope, View } from './messages';
import type { Remembered } from './remembered';
import { saveButtons } from './savePicture';
import type { About, PictureHost } from './savePicture';
import { drawInTurn, takesTurns } from './turns';
import type { Drawn } from './turns';
import { picture, Runs } from './runs';
import type { Picture } from './runs';
import { chart, distanceChart } from './convergenceChart';
import { numbers, startsTable } from './convergenceTables';

const MEASURES = [
  { value: 'nlml', label: 'NLML' },
  { value: 'objective', label: 'Penalised (NLML − log prior)' },
] as const;
const SCALES = [
  { value: 'linear', label: 'Linear' },
  { value: 'log', label: 'Distance to the best, log scale' },
] as const;
/** Caption for a remembered model, which keeps only the course of its own start. */
const REMEMBERED =
  'Only the start that was kept is drawn; the courses of the ' +
  'others are not remembered with the model. Fit again to see them.';

export class Convergence {
  readonly element: HTMLElement;
  private readonly figure = element('div', { class: 'figure' });
  private readonly caption = element('p', { class: 'caption' });
  private readonly controls = element('div', { class: 'controls' });
  private readonly starts = element(
    'details',
    { class: 'numbers starts' },
    element('summary', {}, 'What became of each start'),
  );
  private readonly table = element(
    'details',
    { class: 'numbers' },
    element('summary', {}, 'The best start as a table'),
  );
  private runs = new Runs();
  private report: FitReport | undefined;
  private former: Former | undefined;
  private offered = '';
  private readonly turn: Drawn = {
    place: this.figure,
    draw: () => {
      this.draw();
    },
  };

  constructor(
    private readonly host: PictureHost,
    private readonly remembered: Remembered,
  ) {
    const saves = saveButtons(
      host,
      () => this.about(),
      () => this.figure.querySelector('svg'),
      (width) => this.drawing(width) ?? element('p'),
    );
    this.element = section(
      'Convergence',
      'convergence',
      this.controls,
      this.figure,
      saves,
      this.caption,
      this.table,
      this.starts,
    );
    this.table.addEventListener('toggle', () => {
      this.fillTable();
    });
    takesTurns(this.turn);
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

  grow(steps: readonly Iteration[]): void {
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
    drawInTurn(this.turn);
  }

  private draw(): void {
    const scope = this.shownScope();
    const shown = this.picture();
    this.offer(shown, scope);
    const isRemembered = this.report !== undefined && this.runs.total === 0 && this.report.starts.length > 1;
    this.caption.textContent =
      (isRemembered ? REMEMBERED : caption(shown, scope, this.report !== undefined)) +
      (this.former !== undefined && this.scale === 'linear'
        ? ` The dashed line is the fit before, with ${counted(this.former.k, 'cluster')}.`
        : '');
    const drawing = this.drawing(Math.max(240, this.figure.clientWidth), shown);
    this.figure.replaceChildren(
      drawing === undefined
        ? element('p', { class: 'waiting' }, 'Waiting for the first iteration…')
        : finished(drawing, this.host.nonce),
    );
    this.fillTable();
  }

  private picture(): Picture {
    // While the fit runs, everything is shown; afterwards the chosen number of clusters matters.
    return picture(this.runs.all(), this.report, this.runs.latest, this.shownScope());
  }

  private shownScope(): Scope {
    return this.remembered.view.scope ?? (this.report === undefined ? 'all' : 'chosen');
  }

  private get measure(): Measure {
    return this.isPenalised() ? (this.remembered.view.measure ?? 'nlml') : 'nlml';
  }

  private get scale(): Scale {
    return this.remembered.view.scale ?? 'linear';
  }

  private isPenalised(): boolean {
    return (this.report !== undefined && this.report.estimate !== 'ml') || this.runs.penalised();
  }

  private drawing(width: number, shown = this.picture()): ReturnType<typeof plot> | undefined {
    if (shown.best === undefined) return undefined;
    return this.scale === 'log'
      ? distanceChart(shown, this.measure, width)
      : chart(shown, this.measure, width, this.former);
  }

  private about(): About {
    const { others } = this.picture();
    const isLinear = this.scale === 'linear';
    const legend: readonly LegendItem[] = [
      {
        label: this.report === undefined ? 'The best start so far' : 'The start that was kept',
        mark: 'line',
        colour: 'var(--strong-line)',
      },
      ...(others.length > 0
        ? [
            {
              label: 'Other starts',
              mark: 'line',
              colour: 'color-mix(in srgb, currentColor 45%, transparent)',
            } as const,
          ]
        : []),
      ...(this.former !== undefined && isLinear
        ? [
            {
              label: 'The fit before',
              mark: 'line',
              colour: 'color-mix(in srgb, currentColor 50%, transparent)',
              dash: '4 4',
            } as const,
          ]
        : []),
    ];
    return {
      name: 'convergence',
      title: isLinear ? 'Convergence of the fit' : 'Distance of the fit to the best',
      legend,
    };
  }

  /** Rebuilt only when the choices change; otherwise a click on one would lose the keyboard focus. */
  private offer(shown: Picture, scope: Scope): void {
    const penalised = this.isPenalised();
    const k = this.report?.k ?? shown.best?.k ?? 1;
    const several = this.report !== undefined && shown.tried.length > 1;
    const offered = `${String(penalised)} ${String(several)} ${k}`;
    if (offered === this.offered) return;
    this.offered = offered;
    const scopes = [
      { value: 'chosen', label: counted(k, 'cluster') },
      { value: 'all', label: 'All numbers of clusters' },
    ] as const;
    this.controls.replaceChildren(
      ...(penalised
        ? [
            choice('Quantity', MEASURES, this.measure, (measure) => {
              this.choose({ measure });
            }),
          ]
        : []),
      choice('Scale', SCALES, this.scale, (scale) => {
        this.choose({ scale });
      }),
      ...(several
        ? [
            choice('Starts shown', scopes, scope, (chosen) => {
              this.choose({ scope: chosen });
            }),
          ]
        : []),
    );
  }

  private choose(change: View): void {
    this.remembered.keep(change);
    this.schedule();
  }

  private fillTable(): void {
    const old = this.table.querySelector('.scroller');
    const best = this.table.open ? picture(this.runs.all(), this.report, this.runs.latest, 'chosen').best : undefined;
    const fresh = best === undefined ? undefined : numbers(best);
    if (fresh === undefined) old?.remove();
    else if (old === null) this.table.append(fresh);
    else old.replaceWith(fresh);
  }
}

function caption({ best, others, tried }: Picture, scope: Scope, over: boolean): string {
  if (best === undefined) return '';
  const starts = others.filter(({ k }) => k === best.k).length + 1;
  const strong = over ? 'the strong line is the one kept' : 'the strong line is the best so far';
  const these =
    starts === 1
      ? `One start with ${counted(best.k, 'cluster')}`
      : `${counted(starts, 'start')} with ${counted(best.k, 'cluster')}; ${strong}`;
  if (tried.length < 2) return `${these}. Lower is better.`;
  const rest =
    scope === 'all'
      ? 'Faint lines are other numbers of clusters, written at their ends where there is room.'
      : `${count(tried.length - 1)} other numbers of clusters are not drawn.`;
  return `${these}. ${rest}`;
}
