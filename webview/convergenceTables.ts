/** Tables of a fit's starts, and of the best one's iterations. */
import { say } from '../language/language';
import type { FitReport, StopReason } from '../server/protocol';
import type { StartReport } from '../server/protocol/report/report';
import { element, scroller } from './dom';
import { count, nats } from '../pictures/format';
import { thinned } from './runs';
import type { Run } from './runs';
import { measureName, POINTS_PER_RUN } from './convergenceChart';

function reasonWords(reason: StopReason): string {
  switch (reason) {
    case 'converged':
      return say('converged');
    case 'maxIterations':
      return say('stopped at the limit');
    case 'cancelled':
      return say('stopped early');
    case 'degenerate':
      return say('degenerate');
  }
}

/** Names the sort of a start; k-means and k-means++ are names of methods. */
function startWords(kind: StartReport['kind']): string {
  switch (kind) {
    case 'cut':
      return say('cut');
    case 'random':
      return say('random');
    case 'split':
      return say('split');
    case 'place':
      return say('place');
    case 'cross':
      return say('cross');
    case 'merge':
      return say('merge');
    case 'given':
      return say('given');
    default:
      return kind;
  }
}

/** Makes the table of the starts' outcomes. */
export function startsTable({ starts }: FitReport): HTMLElement {
  const heads = [
    [say('Start'), 'number'],
    [say('Kind'), ''],
    [say('Iterations'), 'number'],
    [say('Objective searched'), 'number'],
    [say('Ended'), ''],
  ] as const;
  return scroller(
    say('What became of each start'),
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
            element('td', {}, startWords(kind)),
            element('td', { class: 'number' }, count(iterations)),
            element('td', { class: 'number' }, nats(objective)),
            element('td', {}, reasonWords(reason)),
          ),
        ),
      ),
    ),
  );
}

/** Makes the table of a run's iterations. */
export function numbers({ points }: Run): HTMLElement {
  const heads = [say('Iteration'), measureName('nlml'), measureName('objective')];
  return scroller(
    say('Iterations of the best run'),
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
