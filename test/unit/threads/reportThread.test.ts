/** The thread that draws reports: what ends it. */
import assert from 'node:assert/strict';
import type { ReportData } from '../../../server/protocol/reportData';
import { reportPage } from '../../../server/threads/reportThread';
import { TestFolder, useFolder } from '../../support/testFolder';

const DATA = {} as ReportData;

describe('drawn reports', () => {
  const folder = useFolder(new TestFolder());

  it('A cancelled report ends the thread that draws it', async () => {
    const news = new BroadcastChannel('drawing');
    const begun = new Promise((resolve) => (news.onmessage = resolve));
    folder.write('endless.cjs', "new BroadcastChannel('drawing').postMessage(''); for (;;);");
    const abort = new AbortController();
    const page = reportPage(folder.pathOf('endless.cjs'), DATA, abort.signal);
    await begun;

    abort.abort(new Error('cancelled'));

    await assert.rejects(page, { message: 'cancelled' });
    news.close();
  });

  it('A report that is cancelled before its beginning is not drawn', async () => {
    const page = reportPage(folder.pathOf('missing.cjs'), DATA, AbortSignal.abort(new Error('cancelled')));

    await assert.rejects(page, { message: 'cancelled' });
  });
});
