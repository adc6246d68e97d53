/** Tables of a fit's starts, and of the best one's iterations. */
import type { FitReport, StopReason } from '../server/protocol';
import { element, scroller } from './dom';
import { count, nats } from '../pictures/format';
import { thinned } from './runs';
import type { Run } from './runs';
import { MEASURE_NAMES, POINTS_PER_RUN } from './convergenceChart';

const REASONS: Readonly<Record<StopReason, string>> = {
  converged: 'converged',
  maxIterations: 'stopped at the limit',
  cancelled: 'stopped early',
  degenerate: 'degenerate',
};

/** Makes the table of the starts' outcomes. */
export function startsTable({ starts }: FitReport): HTMLElement {
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

/** Makes the table of a run's iterations. */
export function numbers({ points }: Run): HTMLElement {
  const heads = ['Iteration', MEASURE_NAMES.nlml, MEASURE_NAMES.objective];
  return scroller(
    'Iterations of the best run',
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
