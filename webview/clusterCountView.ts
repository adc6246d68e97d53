/** The choice of the number of clusters. */
import type { FitReport, SelectionPoint } from '../server/protocol';
import { element, scroller, section } from './dom';
import { Figure } from './figure';
import { counted, nats } from '../pictures/format';
import type { Model } from './messages';
import { CHOICE_LEGEND } from '../pictures/legends';
import type { PictureHost } from './savePicture';
import { withTerms } from './terms';
import { clusterCountPicture } from '../pictures/clusterCountPicture';

/**
 * Shows the choice of the number of clusters; undefined where no numbers were compared.
 *
 * @param fit fits the file with another number of clusters
 */
export function clusterCountSection(
  { report, choice }: Model,
  fit: (k: number) => void,
  host: PictureHost,
): HTMLElement | undefined {
  const points = report.selection.length > 1 ? report.selection : (choice?.selection ?? []);
  if (points.length < 2) return undefined;
  const best = choice?.k ?? report.k;
  const estimatedFrom = points.find((point) => point.estimatedFrom !== undefined)?.estimatedFrom;
  const footnote =
    estimatedFrom === undefined
      ? []
      : [
          element(
            'p',
            { class: 'caption' },
            `* estimated from ${estimatedFrom.toLocaleString('en')} ` +
              'of the rows, on which these numbers are clearly worse.',
          ),
        ];
  const figure = new Figure(
    host,
    { name: 'number of clusters', title: 'Criteria by number of clusters; lower is better', legend: CHOICE_LEGEND },
    (width) => clusterCountPicture(points, report.k, report.totalWeight, width),
  );
  const words =
    report.k === best
      ? `The lowest BIC chose ${counted(best, 'cluster')}. Choose another number to see its model; this table stays.`
      : `The lowest BIC chose ${counted(best, 'cluster')}; the model shown has ${report.k}, as asked for.`;
  return section(
    'Number of clusters',
    'selection',
    figure.element,
    element(
      'p',
      { class: 'caption' },
      `Solid BIC, dashed ICL, dotted twice the held-out NLML; each above its own lowest, where its dot is. ${words}`,
    ),
    tableOf(points, report, fit),
    ...footnote,
  );
}

function tableOf(points: readonly SelectionPoint[], report: FitReport, fit: (k: number) => void): HTMLElement {
  const lowestBic = Math.min(...points.map(({ bic }) => bic));
  const heads = ['Clusters', 'NLML', 'BIC', 'ΔBIC', 'ICL', 'AIC', 'Held out'];
  return scroller(
    'Numbers of clusters tried',
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...heads.map((head) =>
            element(
              'th',
              { class: 'number', attributes: { scope: 'col' } },
              ...(head === 'Clusters' || head === 'ΔBIC' ? [head] : withTerms(head)),
            ),
          ),
        ),
      ),
      element('tbody', {}, ...points.map((point) => tableRow(point, report, lowestBic, fit))),
    ),
  );
}

function tableRow(point: SelectionPoint, { k }: FitReport, lowestBic: number, fit: (k: number) => void): HTMLElement {
  const isChosen = point.k === k;
  const numberCell = (text: string): HTMLElement => element('td', { class: 'number' }, text);
  const fitButton = element(
    'button',
    { class: 'go', attributes: { type: 'button', 'aria-label': `Fit with ${counted(point.k, 'cluster')}` } },
    String(point.k),
  );
  fitButton.addEventListener('click', () => {
    fit(point.k);
  });
  return element(
    'tr',
    isChosen ? { class: 'chosen', attributes: { 'aria-current': 'true' } } : {},
    element(
      'th',
      { class: 'number', attributes: { scope: 'row' } },
      ...(isChosen ? [`✓ ${point.k}`] : [fitButton]),
      point.estimatedFrom === undefined ? '' : ' *',
    ),
    numberCell(nats(point.nlml)),
    numberCell(nats(point.bic)),
    numberCell(nats(point.bic - lowestBic)),
    numberCell(nats(point.icl)),
    numberCell(nats(point.aic)),
    numberCell(point.heldOut === null ? '–' : nats(point.heldOut)),
  );
}
