/** Tests the command Fit Mixture with Options by keyboard alone. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { repository } from '../../scripts/workbench.mjs';
import { until } from '../support/until';
import { useWorkbench } from '../support/workbench';

/** VS Code's own: `workbench.action.quickInputBack`. */
const BACK = { win32: 'Alt+ArrowLeft', darwin: 'Control+Minus' }[process.platform as string] ?? 'Control+Alt+Minus';

const penguins = readFileSync(join(repository, 'samples', 'penguins.csv'), 'utf8');
/** A table with two columns that are left out unless their kind is chosen by hand. */
const NUMBERED = [
  'row,sort,length',
  ...Array.from({ length: 60 }, (_, i) => `${i + 1},same,${(10 * (i % 2) + Math.sin(i)).toFixed(3)}`),
].join('\n');

describe('Fit Mixture with Options by keyboard', function () {
  this.timeout(150_000);
  const workbench = useWorkbench({
    open: 'penguins.csv',
    files: { 'penguins.csv': penguins, 'numbered.csv': NUMBERED },
  });
  const question = (): Locator => workbench().page.locator('.quick-input-widget:visible');
  const title = (text: string): Promise<void> =>
    question().locator('.quick-input-title').filter({ hasText: text }).waitFor();
  const row = (text: string): Locator => question().locator('.monaco-list-row').filter({ hasText: text });
  const active = (text: string): Locator => question().locator('.monaco-list-row.focused').filter({ hasText: text });
  const box = (column: string, state: 'checked' | 'unchecked'): Promise<void> =>
    row(column)
      .locator(state === 'checked' ? '.monaco-checkbox.checked' : '.monaco-checkbox:not(.checked)')
      .waitFor();
  const press = (...keys: readonly string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => workbench().page.keyboard.press(key)), Promise.resolve());
  const type = (text: string): Promise<void> => workbench().page.keyboard.type(text);

  const onPage = (): Promise<void> => row('with the options below').waitFor();
  const ask = async (): Promise<void> => {
    // Anything that takes the focus, such as a panel that opens, closes the palette again.
    await until(
      'the command in the palette',
      async () => {
        await press('F1');
        await type('Fit Mixture with Options');
        return active('Fit Mixture with Options')
          .waitFor({ timeout: 3000 })
          .then(
            () => true,
            () => false,
          );
      },
      60_000,
    );
    await press('Enter');
    await onPage();
  };
  /** Chooses an entry of the page, which opens its question. */
  const choose = async (entry: string): Promise<void> => {
    await onPage();
    await type(entry);
    await active(entry).waitFor();
    await press('Enter');
    await title(entry);
  };
  /** Fits with the present options. */
  const fit = async (): Promise<void> => {
    await onPage();
    await active('with the options below').waitFor();
    await press('Enter');
    await question().waitFor({ state: 'hidden' });
  };
  /** Moves down the list to a column. */
  const goTo = async (column: string): Promise<void> => {
    for (let steps = 0; steps < 8 && (await active(column).count()) === 0; steps++) {
      const before = await active('').allInnerTexts();
      await press('ArrowDown');
      await until('another column', async () => String(await active('').allInnerTexts()) !== String(before));
    }
    await active(column).waitFor();
  };
  /** Moves from a column to its pencil and opens the question for its kind. */
  const changeKind = async (column: string): Promise<void> => {
    await goTo(column);
    const focused = (): Promise<string> =>
      workbench().page.evaluate(
        () =>
          `${document.activeElement?.getAttribute('aria-label')} of ` +
          `${document.activeElement?.closest('.monaco-list-row')?.getAttribute('aria-label')}`,
      );
    for (let steps = 0; steps < 8 && !(await focused()).startsWith('Change the kind of'); steps++) await press('Tab');
    assert.match(await focused(), new RegExp(`^Change the kind of ${column}`));
    await press('Enter');
    await title(`What is ${column}?`);
  };
  /** Accepts an item of the question of an entry, which is below the active one. */
  const takeBelow = async (entry: string, present: string, ...below: readonly string[]): Promise<void> => {
    await choose(entry);
    await active(present).waitFor();
    for (const item of below) {
      await press('ArrowDown');
      await active(item).waitFor();
    }
    await press('Enter');
    await row(entry)
      .filter({ hasText: below.at(-1) ?? present })
      .waitFor();
  };
  /** Waits for the columns and the kind that were chosen first. */
  const given = async (): Promise<void> => {
    await box('island', 'unchecked');
    await box('species', 'checked');
    await row('year').filter({ hasText: 'poisson' }).filter({ hasText: 'chosen by hand' }).waitFor();
  };

  it('Keys lead from the page to every question and back', async () => {
    await ask();
    await row('Find errors').locator('.codicon-pass-filled').waitFor();
    await workbench().screenshot('options-page');
    await choose('Columns');
    await goTo('island');
    await press('Space');
    await box('island', 'unchecked');

    await changeKind('year');
    await press('Escape');
    await title('Columns');
    await active('year').filter({ hasText: 'categorical' }).waitFor();
    await box('island', 'unchecked');

    await changeKind('year');
    await type('poisson');
    await active('poisson').waitFor();
    await press('Enter');
    await title('Columns');
    await active('year').waitFor();
    await given();
    await workbench().screenshot('options-by-key');
    await press('Enter');
    await row('7 of 8 take part').waitFor();

    await choose('Number of groups');
    await press(BACK);
    await row('Number of groups').filter({ hasText: 'automatic' }).waitFor();
    await choose('Number of groups');
    await type('3 clusters');
    await active('3 clusters').waitFor();
    await press('Enter');
    await row('Number of groups').filter({ hasText: '3' }).waitFor();
    await takeBelow('Estimate', 'Robust', 'Maximum a posteriori', 'Maximum likelihood');
    await takeBelow('Method', 'EM', 'L-BFGS');

    await choose('Seed');
    await press('Control+a');
    await type('99999999999');
    await question().getByText('An integer from 0 to 4294967295').waitFor();
    await press('Enter', 'Control+a');
    await type('7');
    await press('Enter');
    await row('Seed').filter({ hasText: '7' }).waitFor();
    await fit();

    await workbench().panel().getByText('3 clusters in 344 rows').waitFor();
    await workbench()
      .panel()
      .getByText(/not among the columns asked for/)
      .first()
      .waitFor();
  });

  it('The page remembers the options of the last fit', async () => {
    await ask();
    for (const [entry, value] of [
      ['Number of groups', '3'],
      ['Columns', '7 of 8 take part'],
      ['Estimate', 'Maximum likelihood'],
      ['Method', 'L-BFGS'],
      ['Seed', '7'],
    ] as const)
      await row(entry).filter({ hasText: value }).waitFor();
    await choose('Columns');
    await given();
    // A column that was left out by hand takes part again without a question.
    await goTo('island');
    await press('Space');
    await box('island', 'checked');
    await press('Escape');
    await question().waitFor({ state: 'hidden' });
  });

  it('Find errors sets wrong cells aside again', async () => {
    await ask();
    await row('Find groups').locator('.codicon-pass-filled').waitFor();

    await type('Find errors');
    await active('Find errors').waitFor();
    await press('Enter');

    await row('Estimate').filter({ hasText: 'Robust' }).waitFor();
    await row('Find errors').locator('.codicon-pass-filled').waitFor();
    await press('Escape');
    await question().waitFor({ state: 'hidden' });
  });

  it('The words for missing cells are a list to change', async () => {
    await ask();
    await row('Words for missing cells').filter({ hasText: 'NA' }).waitFor();

    await choose('Words for missing cells');
    await press('Control+a');
    await type('unknown, -999');
    await press('Enter');

    await row('Words for missing cells').filter({ hasText: 'unknown, -999' }).waitFor();
    await press('Escape');
    await question().waitFor({ state: 'hidden' });
  });

  it('Escape at a question discards all answers', async () => {
    await ask();
    await choose('Number of groups');
    await type('5 clusters');
    await active('5 clusters').waitFor();
    await press('Enter');
    await row('Number of groups').filter({ hasText: '5' }).waitFor();
    await choose('Estimate');
    await press('Escape');
    await question().waitFor({ state: 'hidden' });

    await ask();
    await row('Number of groups').filter({ hasText: '3' }).waitFor();
    await press('Escape');
    await question().waitFor({ state: 'hidden' });

    assert.equal(
      await workbench().page.evaluate(() => document.activeElement?.closest('.editor-instance') !== null),
      true,
      'the keyboard is in the editor again',
    );
    assert.equal(await workbench().panel().getByText('3 clusters in 344 rows').count(), 1);
    assert.deepEqual(await workbench().notifications(), []);
  });

  it('Ticking a column that was left out asks for its kind', async () => {
    await workbench().openFile('numbered.csv');
    await workbench().status('60 × 3').waitFor();
    await ask();
    await choose('Columns');
    await row('numbers the rows').waitFor();
    await box('row', 'unchecked');
    await goTo('row');
    await press('Space');
    await title('What is row?');
    await press('Escape');
    await title('Columns');
    await active('numbers the rows').waitFor();
    await box('row', 'unchecked');

    // The space bar ticks only after an arrow key; otherwise VS Code adds it to the filter.
    await press('ArrowDown');
    await active('one distinct value').waitFor();
    await press('ArrowUp');
    await active('numbers the rows').waitFor();
    await press('Space');
    await title('What is row?');

    await type('normal');
    await active('normal').waitFor();
    await press('Enter');
    await title('Columns');
    await row('row').filter({ hasText: 'normal' }).filter({ hasText: 'chosen by hand' }).waitFor();
    await box('row', 'checked');
    await workbench().screenshot('options-kindless');
    await press('Escape');
    await question().waitFor({ state: 'hidden' });
    assert.deepEqual(await workbench().notifications(), []);
    assert.deepEqual(workbench().errors, []);
  });
});
