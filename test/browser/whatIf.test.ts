import { parseDocument } from 'yaml';
import { evaluate } from '../../src/engine/evaluate.ts';
import { withValue } from '../../src/report/browser/whatif/parameters.ts';
import type { ReportData } from '../../src/report/reportData.ts';
import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, testBrowser } from './openReport.ts';
import { realSpec, withRealDetail } from './withRealDetail.ts';

const tests = suite('what if');

const realReport = (): ReportData => withRealDetail(syntheticReport({ points: 3, details: 1 }));

if (chromiumIsThere()) {
  const browser = await testBrowser();

  tests('runs the engine in the page: the same metrics as in Node, before and after a change', async () => {
    const { page, noise } = await browser.open(realReport());
    await page.locator('#tab-whatif').click();
    await page.waitForSelector('.what-if-outcome table');
    const cells = (): Promise<string[][]> =>
      page
        .locator('.what-if-outcome tbody tr')
        .evaluateAll((rows) => rows.map((r) => Array.from(r.children, (c) => c.textContent ?? '')));
    for (const [, before, after, change] of await cells()) {
      assert.is(after, before);
      assert.is(change, '=');
    }
    await page.getByLabel('Double of array.rows').first().click();
    const rows = Number((realSpec.architecture['array'] as { rows: number }).rows);
    const changed = {
      ...realSpec,
      architecture: withValue(realSpec.architecture, ['array', 'rows'], 2 * rows),
    };
    const expected = evaluate(changed).metrics['cycles'] as number;
    const was = evaluate(realSpec).metrics['cycles'] as number;
    assert.is.not(expected, was);
    const pct = Math.abs((100 * (expected - was)) / was).toPrecision(3);
    await page.waitForFunction(
      (text) => document.querySelector('.what-if-outcome')?.textContent?.includes(text),
      `${expected > was ? '+' : '−'}${pct}\u202f%`,
    );
    assert.equal(noise, []);
    await page.close();
  });

  tests('says what is wrong with a design that cannot be, and comes back', async () => {
    const { page, noise } = await browser.open(realReport());
    await page.locator('#tab-whatif').click();
    await page.waitForSelector('.what-if-outcome table');
    const input = page.getByLabel('array.rows', { exact: true });
    await input.fill('-1');
    await page.waitForFunction(() =>
      document.querySelector('.what-if-outcome')?.textContent?.includes('No such design'),
    );
    assert.match((await page.locator('.what-if-outcome').textContent()) ?? '', /array\.rows/);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.waitForSelector('.what-if-outcome table');
    assert.equal(noise, []);
    await page.close();
  });

  tests('gives its design as a sweep that reads back as the same data', async () => {
    const { page } = await browser.open(realReport(), { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('#tab-whatif').click();
    await page.waitForSelector('.what-if-outcome table');
    await page.getByRole('button', { name: 'Copy as a sweep' }).click();
    await page.waitForTimeout(100);
    const sweep = parseDocument(await page.evaluate(() => navigator.clipboard.readText())).toJS() as {
      architectures: unknown[];
      workloads: unknown[];
    };
    assert.equal(sweep.architectures, [realSpec.architecture]);
    assert.equal(sweep.workloads, [realSpec.workload]);
    await page.close();
  });

  tests.after(() => browser.close());
}

tests.run();
