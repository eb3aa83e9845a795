import { decodeReport } from '../decodeReport.ts';
import { html } from './dom.ts';
import { buildPage } from './page.ts';
import { readData } from './readData.ts';

const host = document.getElementById('app')!;

readData('data')
  .then((bytes) => {
    buildPage(host, decodeReport(bytes));
    requestAnimationFrame(() => performance.mark('winnow-drawn'));
  })
  .catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    host.replaceChildren(
      html('p', { class: 'boot', role: 'alert' }, `This report can't be opened: ${reason}`),
    );
  });
