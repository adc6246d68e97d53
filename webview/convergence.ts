/** The picture of the fit going on: NLML against iteration, one line for each start. */
import { axisX, axisY, dot, line, plot, ruleY, text } from '@observablehq/plot';
import type { FitReport, Iteration, StopReason, TracePoint } from '../server/protocol';
import { choice } from './components';
import { element, scroller, section } from './dom';
import { finished } from './figure';
import { count, counted, nats } from '../pictures/format';
import type { LegendItem } from '../pictures/standalone';
import type { Former, Measure, Scale, Scope, View } from './messages';
import type { Remembered } from './remembered';
import { saveButtons } from './savePicture';
import type { About, PictureHost } from './savePicture';
import { drawInTurn, takesTurns } from './turns';
import type { Drawn } from './turns';
import { distances, picture, Runs, thinned, verticalDomain } from './runs';
import type { Picture, Run } from './runs';

const HEIGHT = 260;
const POINTS_PER_RUN = 250;
/** Of all faint lines together, as far as each has its few. */
const FAINT_POINTS = 3000;
const FEWEST_POINTS = 12;

const MEASURES = [
  { value: 'nlml', label: 'NLML' },
  { value: 'objective', label: 'Penalised (NLML − log prior)' },
] as const;
const SCALES = [
  { value: 'linear', label: 'Linear' },
  { value: 'log', label: 'Distance to the best, log scale' },
] as const;
const REASONS: Readonly<Record<StopReason, string>> = {
  converged: 'converged',
  maxIterations: 'stopped at the limit',
  cancelled: 'stopped early',
  degenerate: 'degenerate',
};
/** With a model only the course of its own start is kept. */
const REMEMBERED =
  'Only the start that was kept is drawn; the courses of the ' +
  'others are not remembered with the model. Fit again to see them.';
const MEASURE_NAMES: Readonly<Record<Measure, string>> = { nlml: 'NLML', objective: 'NLML − log prior' };

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

  /** Another fit, or another state of the same one. */
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
    // While it runs, all of it is news; afterwards what matters is the number of clusters that was kept.
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

  /** Made again only when the choices change, or a click on one would lose the keyboard's place. */
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

function chart(
  { best, others, tried }: Picture,
  measure: Measure,
  width: number,
  former?: Former,
): ReturnType<typeof plot> {
  const runs = best === undefined ? others : [...others, best];
  const domain = verticalDomain(
    former === undefined ? runs : [...runs, { k: former.k, start: -1, points: [...former.trace] }],
    measure,
  );
  const course = (run: Run, options: object): ReturnType<typeof line> =>
    line(thinned(run.points, POINTS_PER_RUN), { x: 'iteration', y: measure, clip: true, ...options });
  const finish = best?.points.slice(-1) ?? [];
  const iterations = Math.max(
    1,
    former?.trace.at(-1)?.iteration ?? 0,
    ...runs.map(({ points }) => points.at(-1)?.iteration ?? 0),
  );
  const ends = labels(runs, measure, best?.k, domain, iterations);
  return plot({
    width,
    height: HEIGHT,
    marginLeft: 64,
    marginRight: tried.length > 1 ? 44 : 20,
    marginTop: 24,
    marginBottom: 36,
    style: {
      background: 'transparent',
      color: 'inherit',
      fontFamily: 'inherit',
      fontSize: '11px',
      overflow: 'visible',
    },
    ariaLabel: 'Convergence of the fit',
    ariaDescription: best === undefined ? '' : describeRun(best, measure),
    y: domain === undefined ? {} : { domain: [...domain] },
    marks: [
      ruleY(domain === undefined ? [] : [domain[0]], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      axisX({
        label: 'Iteration',
        ticks: Math.min(iterations, Math.max(2, Math.floor(width / 90))),
        tickFormat: count,
      }),
      axisY({ label: `${MEASURE_NAMES[measure]} (nats)`, ticks: 5, tickFormat: axisNumber(domain) }),
      ...(former === undefined
        ? []
        : [
            line(thinned(former.trace, POINTS_PER_RUN), {
              x: 'iteration',
              y: measure,
              clip: true,
              stroke: 'currentColor',
              strokeOpacity: 0.5,
              strokeDasharray: '4 4',
            }),
          ]),
      faint(
        others.filter(({ k }) => k !== best?.k),
        measure,
        0.22,
      ),
      faint(
        others.filter(({ k }) => k === best?.k),
        measure,
        0.45,
      ),
      ...(best === undefined ? [] : [course(best, { stroke: 'var(--strong-line)', strokeWidth: 2.5 })]),
      dot(finish, { x: 'iteration', y: measure, r: 4, fill: 'var(--strong-line)', clip: false }),
      ...(ends.length > 1
        ? [
            text(ends, {
              x: 'x',
              y: 'y',
              text: 'label',
              textAnchor: 'start',
              dx: 8,
              fill: 'currentColor',
              stroke: 'var(--ground)',
              strokeWidth: 3,
            }),
          ]
        : []),
    ],
  });
}

/** How far each run is above the lowest point of all: straight lines are linear convergence. */
function distanceChart({ best, others }: Picture, measure: Measure, width: number): ReturnType<typeof plot> {
  const runs = best === undefined ? others : [...others, best];
  const { of, range } = distances(runs, measure);
  const course = (run: Run, options: object): ReturnType<typeof line> =>
    line(thinned(of(run), POINTS_PER_RUN), { x: 'iteration', y: measure, ...options });
  return plot({
    width,
    height: HEIGHT,
    marginLeft: 64,
    marginRight: 20,
    marginTop: 24,
    marginBottom: 36,
    style: {
      background: 'transparent',
      color: 'inherit',
      fontFamily: 'inherit',
      fontSize: '11px',
      overflow: 'visible',
    },
    ariaLabel: 'Distance of the fit to the best',
    y: { type: 'log', domain: [...range] },
    marks: [
      axisX({ label: 'Iteration', ticks: Math.max(2, Math.floor(width / 90)), tickFormat: count }),
      axisY({
        label: `${MEASURE_NAMES[measure]} above the lowest (nats)`,
        ticks: 5,
        tickFormat: (value: number) => value.toExponential(0),
      }),
      faint(
        others.map((run) => ({ ...run, points: [...of(run)] })),
        measure,
        0.4,
      ),
      ...(best === undefined ? [] : [course(best, { stroke: 'var(--strong-line)', strokeWidth: 2.5 })]),
    ],
  });
}

/** All in one mark: there may be hundreds of them, and each drawing of a growing curve draws them all. */
function faint(runs: readonly Run[], measure: Measure, strokeOpacity: number): ReturnType<typeof line> {
  const limit = Math.min(POINTS_PER_RUN, Math.max(FEWEST_POINTS, Math.floor(FAINT_POINTS / runs.length)));
  const points = runs.flatMap((run, z) => thinned(run.points, limit).map((point) => ({ ...point, z })));
  return line(points, {
    x: 'iteration',
    y: measure,
    z: 'z',
    clip: true,
    stroke: 'currentColor',
    strokeWidth: 1,
    strokeOpacity,
  });
}

function startsTable({ starts }: FitReport): HTMLElement {
  const heads = [
    ['Start', 'number'],
    ['Kind', ''],
    ['Iterations', 'number'],
    ['Objective searched', 'number'],
    ['Ended', ''],
  ] as const;
  return scroller(
    'What became of each start',
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...heads.map(([text, name]) => element('th', { class: name, attributes: { scope: 'col' } }, text)),
        ),
      ),
      element(
        'tbody',
        {},
        ...starts.map(({ start, kind, iterations, objective, reason }) =>
          element(
            'tr',
            {},
            element('th', { class: 'number', attributes: { scope: 'row' } }, count(start + 1)),
            element('td', {}, kind),
            element('td', { class: 'number' }, count(iterations)),
            element('td', { class: 'number' }, nats(objective)),
            element('td', {}, REASONS[reason]),
          ),
        ),
      ),
    ),
  );
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** Each number of clusters is written at the end of its lowest run, if that is not where another one stands already. */
function labels(
  runs: readonly Run[],
  measure: Measure,
  first: number | undefined,
  domain: readonly [number, number] = [0, 1],
  width = 1,
): readonly Label[] {
  const ends = new Map<number, TracePoint>();
  for (const { k, points } of runs) {
    const last = points.at(-1);
    const known = ends.get(k);
    if (last !== undefined && (known === undefined || last[measure] < known[measure])) ends.set(k, last);
  }
  const height = domain[1] - domain[0];
  const placed: Label[] = [];
  for (const [k, point] of [...ends].sort(([a], [b]) => Number(b === first) - Number(a === first) || a - b)) {
    const label = { x: point.iteration, y: point[measure], label: String(k) };
    const free = placed.every(
      ({ x, y }) => Math.abs(x - label.x) > 0.05 * width || Math.abs(y - label.y) > 0.07 * height,
    );
    if (free) placed.push(label);
  }
  return placed;
}

/** As many decimals as neighbouring ticks need to differ. */
function axisNumber(domain: readonly [number, number] | undefined): (value: number) => string {
  const step = domain === undefined ? 1 : (domain[1] - domain[0]) / 5;
  const decimals = Math.min(9, Math.max(0, Math.ceil(-Math.log10(step))));
  return (value) =>
    decimals === 0 ? count(value) : nats(value).replace(/\.\d+$/, '') + value.toFixed(decimals).replace(/^-?\d+/, '');
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

function describeRun({ points, k }: Run, measure: Measure): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  return (
    `${MEASURE_NAMES[measure]} of the best start with ${counted(k, 'cluster')} falls from ` +
    `${nats(first[measure])} to ${nats(last[measure])} in ${counted(last.iteration, 'iteration')}.`
  );
}

function numbers({ points }: Run): HTMLElement {
  const heads = ['Iteration', MEASURE_NAMES.nlml, MEASURE_NAMES.objective];
  return scroller(
    'Iterations of the best start',
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...heads.map((head) => element('th', { class: 'number', attributes: { scope: 'col' } }, head)),
        ),
      ),
      element(
        'tbody',
        {},
        ...thinned(points, POINTS_PER_RUN).map(({ iteration, nlml, objective }) =>
          element(
            'tr',
            {},
            element('th', { class: 'number', attributes: { scope: 'row' } }, count(iteration)),
            element('td', { class: 'number' }, nats(nlml)),
            element('td', { class: 'number' }, nats(objective)),
          ),
        ),
      ),
    ),
  );
}
