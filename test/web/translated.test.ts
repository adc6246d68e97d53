/** Tests that the first minute is in the display language, in high contrast. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../scripts/workbench.mjs';
import { useWorkbench } from '../support/workbench';

describe('the first minute in German', function () {
  this.timeout(150_000);
  const settings = { 'workbench.colorTheme': 'Default High Contrast', 'editor.minimap.enabled': false };
  const workbench = useWorkbench({
    open: 'staff.csv',
    files: {
      'staff.csv': readFileSync(join(repository, 'samples', 'staff.csv'), 'utf8'),
      '.vscode/settings.json': JSON.stringify(settings),
    },
    language: 'de',
  });

  it('The status bar is German', async () => {
    await workbench().page.getByText('Nicht angepasst').first().waitFor();
    await workbench().screenshot('german-open');
    assert.ok(true);
  });
});
