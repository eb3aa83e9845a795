import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, testBrowser } from './openReport.ts';

const design = suite('design in a browser');

if (chromiumIsThere()) {
  const browser = await testBrowser();
  const data = syntheticReport({ points: 432 });
  design.after(() => browser.close());

  design('the roofline has a mark a layer, under its roofs, and speaks them', async () => {
    const { page: p, noise } = await browser.open(data, { hash: '#v=1;tab=design' });
    const shown = Number(/Point (\d+)/.exec((await p.textContent('.view-design .pane-title'))!)![1]);
    const { result } = data.details.find((d) => d.row === shown)!;
    const plot = p.locator('#view-roofline .plot');
    assert.is(await plot.locator('.layer-mark').count(), result.layers.length);
    assert.is(await plot.locator('.roof').count(), 2);
    assert.match((await p.textContent('#view-roofline .note'))!, /The roofs meet at .* MAC per byte/);
    assert.match((await plot.getAttribute('aria-label'))!, /Closest to its roof is .* with \d+/);
    await plot.focus();
    await p.keyboard.press('Home');
    const first = (await p.textContent('[role=status]'))!;
    await p.keyboard.press('ArrowRight');
    const second = (await p.textContent('[role=status]'))!;
    assert.ok(first !== second && result.layers.some((l) => second.startsWith(`${l.name}, Share of cycles`)));
    assert.is(await plot.locator('.focus-ring').count(), 1);
    assert.ok(await plot.locator('.tooltip').isVisible());
    assert.equal(noise, []);
  });
}

design.run();
