/** Tests hovers in the real VS Code: their colours, their size and their links. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { CLUSTER_COLOURS } from '../../pictures/palette';
import { repository } from '../../scripts/workbench.mjs';
import { slipLine, originalLine } from '../support/slip';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');

/** Ten columns of numbers and two of labels with very long names, in four groups, and three slips in one row. */
const NAMES = [
  ...['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'].map(
    (nth, j) =>
      `${nth}_measurement_${['length_in_millimetres', 'temperature_celsius', 'depth'][j % 3]}_of_the_${['left_outer_sensor', 'calibrated_reference'][j % 2]}`,
  ),
  'label_that_was_given_by_the_inspector',
  'station_of_the_measurement',
];
const WIDE = Array.from({ length: 160 }, (_, i) =>
  [
    ...Array.from({ length: 10 }, (_none, j) =>
      (i === 5 && [2, 4, 7].includes(j)
        ? 99.5 - 40 * j
        : (i % 4) * 7 + j * 3 + Math.sin(i * (j + 1.7)) + Math.cos(i * 1.3 * j)
      ).toFixed(3),
    ),
    ['accepted after the second inspection', 'rejected at the gate', 'to be repeated'][(i % 4) % 3],
    ['North station by the river', 'South station'][(i >> 2) % 2],
  ].join(','),
);

describe('hovers', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({
    open: 'penguins-slip.csv',
    files: {
      'penguins-slip.csv': penguins.replace(originalLine, slipLine),
      'wide.csv': `${NAMES.join(',')}\n${WIDE.join('\n')}\n`,
    },
  });
  const header = '"species"';

  /** Background colours of the spans in the hover, in order. */
  const coloursIn = (hover: Locator): Promise<readonly string[]> =>
    hover.locator('span').evaluateAll((spans) =>
      spans.flatMap((span) => {
        const colour = getComputedStyle(span).backgroundColor;
        const channels = /^rgb\((\d+), (\d+), (\d+)\)$/
          .exec(colour)
          ?.slice(1)
          .map((channel) => Number(channel).toString(16).padStart(2, '0'));
        return channels === undefined ? [] : [`#${channels.join('')}`];
      }),
    );

  async function assertFits(hover: Locator): Promise<void> {
    const beyond = await hover.evaluate((box) =>
      [box, ...box.querySelectorAll('.monaco-hover-content')]
        .filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1)
        .map(({ scrollHeight, clientHeight }) => `${scrollHeight} in ${clientHeight}`),
    );
    assert.deepEqual(beyond, [], 'nothing has to be scrolled');
  }

  it('A hover shows the surprising cell first, in cluster colours and without scrolling', async () => {
    await workbench().chooseFromContextMenu(slipLine.slice(0, 24), 'Fit Mixture');
    await workbench()
      .status(/\d clusters/)
      .waitFor();

    const text = await workbench().hover(slipLine.slice(0, 24), '63000', /Posterior/);
    assert.ok(
      text.indexOf('63000, expected') >= 0 && text.indexOf('63000, expected') < text.indexOf('Posterior'),
      text,
    );
    assert.equal(text.split('63000').length, 2, 'and once');
    await assertFits(workbench().hoverBox(/Posterior/));

    await workbench().hover('39.5,17.4', '17.4', /Posterior/);
    const hover = workbench().hoverBox(/Posterior/);
    const clusters = Array.from(
      (await hover.innerText()).matchAll(/Cluster (\d+)/g),
      ([, number]) => Number(number) - 1,
    );
    assert.ok(clusters.length > 0);
    // Each cluster has a swatch and a bar.
    assert.deepEqual(
      await coloursIn(hover),
      clusters
        .flatMap((cluster) => [CLUSTER_COLOURS[cluster], CLUSTER_COLOURS[cluster]])
        .map((colour) => colour.toLowerCase()),
    );
    await assertFits(hover);
  });

  it('The hover of a header draws its column and changes its kind on a click', async () => {
    const { page } = workbench();
    await workbench().hover(header, 'bill_length_mm', /Mean/);
    const hover = workbench().hoverBox(/Mean/);
    assert.match(await hover.locator('code').innerText(), /^[▁▂▃▄▅▆▇█\u00a0]{8,}$/);
    await assertFits(hover);
    await workbench().screenshot('header-hover');

    await hover.getByText('Change kind').click();
    const question = page.locator('.quick-input-widget:visible');
    await question.locator('.quick-input-title').filter({ hasText: 'What is bill_length_mm?' }).waitFor();
    await question.locator('.monaco-list-row').filter({ hasText: 'normal' }).filter({ hasText: 'as it is' }).waitFor();
    await page.keyboard.type('lognormal');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });
    await until('the header shows the new kind', async () =>
      /bill_length_mm · lognormal/.test(await workbench().hover(header, 'bill_length_mm', /Mean/)),
    );
  });

  it('The hover of a header leaves its column out on a click and offers it again', async () => {
    await workbench().hover(header, 'bill_length_mm', /Leave this column out/);
    await workbench()
      .hoverBox(/Leave this column out/)
      .getByText('Leave this column out')
      .click();
    await until('the header shows that the column is left out', async () =>
      /left out of the fit/.test(await workbench().hover(header, 'bill_length_mm', /bill_length_mm/)),
    );
    await workbench().hover(header, 'bill_length_mm', /Let it take part/);
    assert.deepEqual(await workbench().notifications(), []);
  });

  it('Hovers of many columns with long names need no scrolling', async () => {
    await workbench().openFile('wide.csv');
    await workbench()
      .status(/160 × 12/)
      .waitFor();
    await workbench().runCommand('Mixture Lens: Fit Mixture');
    await workbench()
      .status(/\d clusters?/)
      .waitFor();

    const cells = WIDE[5].split(',');
    const line = cells.slice(0, 2).join(',');
    for (const [text, expected] of [
      [cells[2], /expected/],
      [cells[1], /expected/],
    ] as const) {
      await workbench().hover(line, text, expected);
      await assertFits(workbench().hoverBox(expected));
    }
    await workbench().screenshot('wide-hover');

    await workbench().hover('first_measurement', 'first_measurement_length', /Mean/);
    await assertFits(workbench().hoverBox(/Mean/));
    assert.deepEqual(workbench().errors, []);
  });
});
