/** How the number of clusters was chosen. */
import type { FitReport } from '../server/protocol';
import { element, scroller, section } from './dom';
import { nats } from './format';

const TITLES: Readonly<Record<string, string>> = {
  'ΔBIC': 'BIC above the lowest',
  'Held out': 'NLML per row of rows that took no part in the fit',
};

/** Nothing where the number was given. */
export function selection({ selection: tried, k }: FitReport): HTMLElement | undefined {
  if (tried.length < 2) return undefined;
  const least = Math.min(...tried.map(({ bic }) => bic));
  const heads = ['Clusters', 'NLML', 'BIC', 'ΔBIC', 'ICL', 'AIC', 'Held out'];
  const rows = tried.map((point) => {
    const chosen = point.k === k;
    const number = (text: string): HTMLElement => element('td', { class: 'number' }, text);
    return element('tr', chosen ? { class: 'chosen', attributes: { 'aria-current': 'true' } } : {},
      element('th', { class: 'number', attributes: { scope: 'row' } }, `${chosen ? '✓ ' : ''}${point.k}${point.estimatedFrom === undefined ? '' : ' *'}`),
      number(nats(point.nlml)), number(nats(point.bic)), number(nats(point.bic - least)), number(nats(point.icl)), number(nats(point.aic)),
      number(point.heldOut === null ? '–' : nats(point.heldOut)));
  });
  const estimatedFrom = tried.find((point) => point.estimatedFrom !== undefined)?.estimatedFrom;
  const legend = estimatedFrom === undefined ? [] : [element('p', { class: 'caption' },
    `* estimated from ${estimatedFrom.toLocaleString('en')} of the rows, on which these numbers are clearly worse.`)];
  return section('Number of clusters', 'selection', scroller('Numbers of clusters tried', element('table', {},
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', {
      class: 'number', attributes: { scope: 'col' }, ...(head in TITLES ? { title: TITLES[head] } : {}),
    }, head)))),
    element('tbody', {}, ...rows))), ...legend);
}
