import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, testBrowser } from './openReport.ts';
import { withRealDetail } from './withRealDetail.ts';

const access = suite('accessibility');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

if (chromiumIsThere()) {
  const browser = await testBrowser();
  const data = withRealDetail(syntheticReport({ points: 120 }));
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  access.after(() => browser.close());

  for (const colorScheme of ['light', 'dark'] as const)
    access(`axe finds nothing in the ${colorScheme} theme, in any tab`, async () => {
      const { page, noise } = await browser.open(data, { colorScheme });
      await page.evaluate(axe);
      for (const tab of ['explore', 'design', 'compare', 'whatif', 'provenance']) {
        await page.locator(`#tab-${tab}`).click();
        await page.waitForTimeout(200);
        const found = (await page.evaluate('axe.run(document).then((r) => r.violations)')) as Violation[];
        assert.equal(
          found.flatMap((v) =>
            v.nodes
              .slice(0, 3)
              .map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary.slice(0, 200)}`),
          ),
          [],
          tab,
        );
      }
      assert.equal(noise, []);
    });

  access('every chart is one tab stop with a label', async () => {
    const { page } = await browser.open(data);
    for (const stop of await page.locator('[role=application]').all()) {
      assert.is(await stop.getAttribute('tabindex'), '0');
      if (await stop.isVisible()) assert.ok(((await stop.getAttribute('aria-label')) ?? '').length > 20);
    }
  });

  access('print shows the tab without controls, on paper', async () => {
    const { page } = await browser.open(data, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.is(await page.getAttribute('html', 'data-theme'), 'light');
    assert.not.ok(await page.locator('.view-scatter .tools').isVisible());
    assert.ok(await page.locator('.reproduce code').isVisible());
    assert.ok((await page.pdf()).length > 10_000);
  });
}

access.run();
