import type { ReportData } from '../../src/report/reportData.ts';
import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, testBrowser } from './openReport.ts';
import { withRealDetail } from './withRealDetail.ts';

const hostile = suite('hostile names');

const names = [
  '</script><script>document.title="owned"</script>',
  '<!--',
  '"><svg onload=document.title="owned">',
  '<img src=x onerror=document.title="owned">',
  "javascript:document.title='owned'",
  'line\u2028separator\u2029end',
  '\u202eright-to-left',
  'x'.repeat(10_000),
  '',
  '__proto__',
  'constructor',
  '=HYPERLINK("http://evil")',
  '\u0000\ud800',
  '{{7*7}}',
];

/** Every text of a report replaced by hostile ones, in turn. */
function poison(data: ReportData): ReportData {
  let next = 0;
  const name = (): string => names[next++ % names.length]!;
  const swap = (value: unknown, key = ''): unknown => {
    if (ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value)) return value.map((v) => swap(v));
    if (typeof value === 'string') return ['better', 'fidelity', 'severity'].includes(key) ? value : name();
    if (typeof value !== 'object' || value === null) return value;
    const out = Object.create(null) as Record<string, unknown>;
    for (const [k, v] of Object.entries(value)) out[k] = swap(v, k);
    return out;
  };
  const swapped = swap(data) as ReportData;
  // Keys that are names of the user or the models are hostile as well.
  const breakdown = Object.fromEntries(Object.keys(data.reasons).map((r, i) => [r, names[i]!]));
  return {
    ...swapped,
    objectives: swapped.metrics.slice(1, 4).map((m) => m.name),
    within: null,
    reasons: Object.assign(JSON.parse('{"__proto__": "x"}'), { '</script>': '<b>' }, breakdown) as Record<
      string,
      string
    >,
  };
}

if (chromiumIsThere()) {
  const browser = await testBrowser();
  hostile.after(() => browser.close());

  hostile('are shown as text, run nothing, load nothing and break nothing', async () => {
    const data = withRealDetail(poison(syntheticReport({ points: 40 })));
    const { page, noise, html } = await browser.open(data);
    assert.is([...html.matchAll(/<script/g)].length, 3);
    for (const tab of ['explore', 'design', 'compare', 'whatif', 'provenance']) {
      await page.locator(`#tab-${tab}`).click();
      await page.waitForTimeout(60);
      const strange = await page.evaluate(() => ({
        scripts: document.querySelectorAll('script').length,
        images: document.querySelectorAll('img, iframe, object, embed, link, svg[onload]').length,
        handlers: [...document.querySelectorAll('*')].filter((e) =>
          [...e.attributes].some((a) => a.name.startsWith('on')),
        ).length,
        links: document.querySelectorAll('a[href]').length,
        polluted: ({} as Record<string, unknown>)['polluted'] !== undefined,
        wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      }));
      assert.equal(
        strange,
        { scripts: 3, images: 0, handlers: 0, links: 0, polluted: false, wide: false },
        tab,
      );
    }
    assert.not.match(await page.title(), /owned$/);
    assert.is(await page.evaluate(() => document.title.includes('Winnow report')), true);
    await page.keyboard.press('1');
    await page.locator('.grid-scroll').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.ok((await page.textContent('.view-verdict'))!.length > 20);
    assert.equal(noise, []);
  });

  hostile('an address of nonsense opens the report as it is', async () => {
    for (const hash of [
      '#v=1;x=__proto__;f.scatter=rank*1..zzz;pin=1e99',
      '#<script>alert(1)</script>',
      '#v=1;sort=,,,;hidden=%',
    ]) {
      const { page, noise } = await browser.open(syntheticReport({ points: 20 }), { hash });
      assert.ok(await page.locator('.stage').isVisible());
      assert.equal(noise, []);
    }
  });
}

hostile.run();
