/**
 * Tests the panel in the real VS Code: it follows a running fit, shows the numbers of the server, leads to rows, and is
 * restored.
 */
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { seededRandom } from '../../server/core/numeric/random';
import type { FitReport, NumericParameters } from '../../server/protocol';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const ROWS = 40_000;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const CLUSTERS = 6;
/** Data row of the file, from 0. */
const WILD = 700;

/** Clusters that overlap, so that a fit takes seconds, and one row far away from them all. */
function overlapping(): string {
  const uniform = seededRandom(3);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const means = Array.from({ length: CLUSTERS }, () => NAMES.map(() => 1.1 * normal()));
  const rows = Array.from(
    { length: ROWS },
    () => means[Math.floor(uniform() * CLUSTERS)]?.map((mean) => (mean + normal()).toFixed(3)) ?? [],
  );
  rows[WILD] = NAMES.map((_, d) => (d < 2 ? '14' : '1'));
  return [NAMES, ...rows].map((row) => row.join(',')).join('\n');
}

/** The document of the panel once it has a heading. */
async function panelFrame(page: Page): Promise<Frame> {
  let found: Frame | undefined;
  await until('the panel is open', async () => {
    for (const frame of page.frames()) {
      if (
        (await frame
          .locator('main#panel h1')
          .count()
          .catch(() => 0)) > 0
      )
        found = frame;
    }
    return found !== undefined;
  });
  return found as Frame;
}

/** Runs in the panel: records every drawing of the convergence while the fit runs. */
function watchConvergence(): void {
  const seen: string[] = [];
  Object.assign(globalThis, { seen });
  const figure = document.querySelector('section.convergence .figure');
  if (figure === null) throw new Error('There is no convergence.');
  new MutationObserver(() => {
    const isRunning = document.querySelector('header.summary')?.getAttribute('data-state') === 'running';
    const course = [...figure.querySelectorAll('path')].map((path) => path.getAttribute('d')).join(' ');
    if (isRunning && course !== '' && course !== seen.at(-1)) seen.push(course);
  }).observe(figure, { childList: true, subtree: true });
}

/** The mean of a column in a cluster as the table of clusters shows it. */
function meanOf(frame: Frame, column: string, cluster: number): Promise<string> {
  const row = frame
    .locator('table.parameters tbody tr')
    .filter({ has: frame.locator('.column-name').getByText(column, { exact: true }) });
  return row.locator('td').nth(cluster).locator('.mean').innerText();
}

const decimals = (written: string): number => (written.split('.')[1] ?? '').length;

describe('the panel in VS Code', function () {
  this.timeout(150_000);
  const text = overlapping();
  const workbench = useWorkbench({ open: 'overlapping.csv', files: { 'overlapping.csv': text } });

  it('The convergence is drawn while the fit runs', async () => {
    await workbench().runCommand('Mixture Lens: Show Panel');
    const frame = await panelFrame(workbench().page);
    await frame.getByText('overlapping.csv has no model yet').waitFor();
    await frame.evaluate(watchConvergence);

    await frame.getByRole('button', { name: 'Fit Mixture' }).click();
    await frame
      .getByText(/\d clusters in 40\W000 rows/)
      .first()
      .waitFor();

    const seen = await frame.evaluate(() => (globalThis as unknown as { seen: readonly string[] }).seen);
    assert.ok(new Set(seen).size >= 3, `${seen.length} pictures were drawn while the fit ran`);
    // The curve does not only change, it grows.
    const lengths = new Set(seen.map((course) => course.length));
    assert.ok(lengths.size >= 3, [...lengths].join(' '));
  });

  it('The panel shows the numbers that the command line prints of the same file', async () => {
    const frame = await panelFrame(workbench().page);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(repository, 'dist/server/cli.cjs'), 'fit', '-', '--json', '--quiet'],
      { input: text, encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    const { k, components, nlml } = JSON.parse(stdout) as FitReport;

    assert.match(await frame.locator('h1').innerText(), new RegExp(`^${k} clusters`));
    assert.equal(await frame.locator('table.parameters thead th').count(), k + 1);
    for (const [cluster, component] of components.entries()) {
      for (const column of NAMES) {
        const written = await meanOf(frame, column, cluster);
        const { mean } = component.columns[column] as NumericParameters;
        assert.equal(
          Number(written.replace('\u2212', '-')),
          Number(mean.toFixed(decimals(written))) + 0,
          `${column} of cluster ${cluster + 1}`,
        );
        assert.ok(decimals(written) >= 2, written);
      }
    }
    assert.ok(
      ((await frame.locator('.fit-details .detail').textContent()) ?? '')
        .replaceAll('\u202f', '')
        .includes(nlml.toFixed(2)),
    );
  });

  it('A click on a ringed point leads to its row', async () => {
    const frame = await panelFrame(workbench().page);
    const ring = frame
      .locator('.pairs g[stroke="var(--unlikely)"] circle, .pairs circle[stroke="var(--unlikely)"]')
      .first();
    await ring.scrollIntoViewIfNeeded();
    await ring.hover({ force: true });
    const tip = frame.locator('.pairs .tip strong');
    await tip.filter({ hasText: /^Line \d+$/ }).waitFor();
    await workbench().screenshot('panel-ring');
    assert.equal(await tip.innerText(), `Line ${WILD + 2}`);

    await ring.click({ force: true });
    await workbench()
      .cursorLine(WILD + 2)
      .waitFor();
    await workbench().line('14,14,1,1,1,1').waitFor();
  });

  it('The panel is restored after a reload of the window', async () => {
    const choosers = (frame: Frame): Promise<readonly string[]> =>
      frame
        .locator('.pairs vscode-dropdown')
        .evaluateAll((all) => all.map((each) => (each as HTMLElement & { value: string }).value));
    const leave = async (): Promise<void> => {
      const frame = await panelFrame(workbench().page);
      await frame.locator('.fit-details > summary').click();
      await frame.getByRole('radio', { name: 'Distance to the best' }).click();
      const up = frame.locator('.pairs vscode-dropdown').nth(1);
      await up.click();
      const caption = frame.locator('.pairs > .caption');
      // The outlying row lies beyond the picture of the first pair of columns, but not of this one.
      await caption.filter({ hasText: 'beyond the picture' }).waitFor();
      await up.locator('vscode-option').filter({ hasText: 'f' }).click();
      await caption.filter({ hasNotText: 'beyond the picture' }).waitFor();
      await frame.locator('.certainty').evaluate((section) => {
        window.scrollTo(0, window.scrollY + section.getBoundingClientRect().top + 20);
      });
    };
    const place = async (): Promise<number> =>
      (await panelFrame(workbench().page))
        .locator('.certainty')
        .evaluate((section) => Math.round(section.getBoundingClientRect().top));
    const look = async (): Promise<readonly string[]> => {
      const frame = await panelFrame(workbench().page);
      await frame.locator('.pairs .drawing svg').waitFor();
      await frame
        .locator('.distributions .picture svg')
        .nth(NAMES.length - 1)
        .waitFor();
      return [
        await frame.locator('h1').innerText(),
        await frame.locator('.facts').innerText(),
        await frame.locator('table.parameters').innerText(),
        await frame.locator('.findings table').innerText(),
        await frame.locator('.certainty > p').innerText(),
        await frame.locator('.pairs > .caption').innerText(),
        ...(await choosers(frame)),
        String(await frame.locator('.fit-details').getAttribute('open')),
        String(
          await frame.locator('[role=radio]').filter({ hasText: 'Distance to the best' }).getAttribute('aria-checked'),
        ),
        ...(await frame.locator('.distributions .picture h3').allInnerTexts()),
        ...(await frame.locator('section > h2').allInnerTexts()),
      ];
    };

    const first = await look();
    await leave();
    const before = await look();
    assert.notDeepEqual(before, first);
    assert.equal(await place(), -20);

    await workbench().reload();
    assert.deepEqual(await look(), before);
    await until('the scroll position is restored', async () => (await place()) === -20);
    await workbench().screenshot('panel-as-it-was');
    assert.deepEqual(workbench().errors, []);
    assert.deepEqual(await workbench().notifications(), []);
  });

  it('A fit cancelled from the status bar leaves the former model in the panel', async () => {
    const frame = await panelFrame(workbench().page);
    // The status bar shows the state of the editor that has the focus.
    await workbench().page.locator('.editor-instance .editor-scrollable').first().click();
    await workbench().runCommand('Mixture Lens: Fit Mixture');
    await workbench()
      .page.locator('.statusbar-item')
      .filter({ hasText: /^\s*Fitting\s*$/ })
      .click();

    await frame.getByText('The fit was cancelled').waitFor();
    assert.ok((await frame.locator('table.parameters tbody tr').count()) === NAMES.length);
    await workbench().screenshot('panel-cancelled');
  });
});
