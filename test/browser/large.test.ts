import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, testBrowser } from './openReport.ts';

const large = suite('large reports');

/** Time limits hold on an idle machine of two cores; tests on a busy one get this many times as long. */
const patience = 3;

if (chromiumIsThere()) {
  const browser = await testBrowser();
  large.after(() => browser.close());

  const drawn = 'performance.getEntriesByName("winnow-drawn")[0]?.startTime ?? 0';

  large('10,000 points are plotted within a second', async () => {
    const { page, noise } = await browser.open(syntheticReport({ points: 10_000, details: 60 }));
    await page.waitForFunction(drawn);
    const ms = (await page.evaluate(drawn)) as number;
    console.log(`10,000 points: first plot after ${ms.toFixed(0)} ms`);
    assert.ok(ms < 1000 * patience);
    assert.equal(noise, []);
  });

  /** Wraps what listens to the pointer on the window, as a brush does, and keeps how long it took. */
  const timeBrush = `
    window.brushTimes = [];
    let moves = new Map();
    const listen = window.addEventListener;
    window.addEventListener = function (type, listener, options) {
      return listen.call(this, type, type !== 'mousemove' ? listener : function (event) {
        const start = performance.now();
        const result = listener.call(this, event);
        // Several listeners hear one move: their times add up.
        if (event.buttons === 1) moves.set(event.timeStamp, (moves.get(event.timeStamp) ?? 0) + performance.now() - start);
        window.brushTimes = [...moves.values()];
        return result;
      }, options);
    };`;

  large('100,000 points open within three seconds and answer a brush within 50 ms', async () => {
    const data = syntheticReport({ points: 100_000, details: 120 });
    const { page, noise, html } = await browser.open(data, { init: timeBrush });
    await page.waitForFunction(drawn);
    const open = (await page.evaluate(drawn)) as number;
    const box = (await page.locator('.stage').boundingBox())!;
    await page.mouse.move(box.x + 0.2 * box.width, box.y + 0.2 * box.height);
    await page.mouse.down();
    for (let i = 1; i <= 12; i++) {
      await page.mouse.move(box.x + (0.2 + i * 0.04) * box.width, box.y + (0.2 + i * 0.04) * box.height);
      await page.waitForTimeout(20);
    }
    await page.mouse.up();
    const times = ((await page.evaluate('brushTimes')) as number[]).sort((a, b) => a - b);
    assert.ok(times.length >= 8, 'the brush was timed');
    const median = times[times.length >> 1]!;
    console.log(
      `100,000 points: ${(html.length / 1e6).toFixed(2)} MB, open after ${open.toFixed(0)} ms, brush ${median.toFixed(0)} ms median, ${times.at(-1)!.toFixed(0)} ms worst`,
    );
    assert.match((await page.textContent('.selection-status'))!, /points selected/);
    assert.ok(html.length < 8_000_000 + 300_000);
    assert.ok(open < 3000 * patience);
    assert.ok(median < 50 * patience);
    assert.equal(noise, []);
  });
}

large.run();
