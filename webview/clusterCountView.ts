/** The choice of the number of clusters. */
import { sentences } from '../language/joins';
import { say } from '../language/language';
import type { FitReport, SelectionPoint } from '../server/protocol';
import { element, scroller, section } from './dom';
import { Figure } from './figure';
import { nats } from '../pictures/format';
import type { Model } from './messages';
import { choiceLegend } from '../pictures/legends';
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
  const figure = new Figure(
    host,
    {
      name: say('number of clusters'),
      title: say('Criteria by number of clusters; lower is better'),
      legend: choiceLegend(),
    },
    (width) => clusterCountPicture(points, report.k, report.totalWeight, width),
  );
  return section(
    say('Number of clusters'),
    'selection',
    figure.element,
    element(
      'p',
      { class: 'caption' },
      sentences([
        say('Solid BIC, dashed ICL, dotted twice the held-out NLML; each above its own lowest, where its dot is.'),
        choiceWords(best, report.k),
      ]),
    ),
    tableOf(points, report, fit),
    estimatedFrom === undefined ? undefined : footnote(estimatedFrom),
  );
}

function choiceWords(best: number, shown: number): string {
  return shown === best
    ? say(
        'The lowest BIC chose {clusters, plural, one {# cluster} other {# clusters}}. Choose another number to see its model; this table stays.',
        { clusters: best },
      )
    : say(
        'The lowest BIC chose {clusters, plural, one {# cluster} other {# clusters}}; the model shown has {shown}, as asked for.',
        { clusters: best, shown },
      );
}

function footnote(rows: number): HTMLElement {
  const words = say('* estimated from {rows, number} of the rows, on which these numbers are clearly worse.', { rows });
  return element('p', { class: 'caption' }, words);
}

function tableOf(points: readonly SelectionPoint[], report: FitReport, fit: (k: number) => void): HTMLElement {
  const lowestBic = Math.min(...points.map(({ bic }) => bic));
  const heads = [
    [say('Clusters')],
    withTerms(say('NLML')),
    withTerms(say('BIC')),
    [say('ΔBIC')],
    withTerms(say('ICL')),
    withTerms(say('AIC')),
    withTerms(say('Held out')),
  ];
  return scroller(
    say('Numbers of clusters tried'),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...heads.map((head) => element('th', { class: 'number', attributes: { scope: 'col' } }, ...head)),
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
    {
      class: 'go',
      attributes: {
        type: 'button',
        'aria-label': say('Fit with {clusters, plural, one {# cluster} other {# clusters}}', { clusters: point.k }),
      },
    },
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
