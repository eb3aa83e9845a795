import { readFileSync } from 'node:fs';
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
    await p.locator('#view-roofline').getByRole('button', { name: 'save' }).click();
    const [file] = await Promise.all([
      p.waitForEvent('download'),
      p.locator('#view-roofline').getByRole('menuitem', { name: 'SVG' }).click(),
    ]);
    const saved = readFileSync(await file.path(), 'utf8');
    const halos = [...saved.matchAll(/<text[^>]*>/g)].filter(([tag]) => /stroke-width="3px"/.test(tag));
    assert.ok(
      halos.length > 3 && halos.every(([tag]) => /paint-order="stroke"/.test(tag)),
      'labels over halos',
    );
    assert.equal(noise, []);
  });

  design('two designs side by side: differences, ratios, and where cycles and energy went', async () => {
    const { page: p, noise } = await browser.open(data, { hash: '#v=1;tab=compare' });
    const value = async (side: number): Promise<number> =>
      Number(await p.locator('#view-compare .sides select').nth(side).inputValue());
    const [a, b] = [await value(0), await value(1)];
    assert.is.not(a, b);
    const differing = data.points.axes.filter((codes) => codes[a] !== codes[b]).length;
    assert.is(await p.locator('#view-compare .differences dt').count(), differing);
    const latency = data.points.metrics[1]!;
    const row = p.locator('#view-compare .metrics tbody tr', { hasText: 'Latency' });
    assert.is(await row.locator('td').nth(2).textContent(), (latency[b]! / latency[a]!).toPrecision(3));
    assert.is(await row.locator('.verdict').textContent(), latency[b]! < latency[a]! ? 'better' : 'worse');
    const results = [a, b].map((r) => data.details.find((d) => d.row === r)!.result);
    const cycles = results.map((r) => r.layers.reduce((n, l) => n + l.count * l.execution.cycles, 0));
    const note = (await p.textContent('#view-compare-layers .note'))!.replaceAll('\u202f', '');
    assert.ok(note.startsWith(`${cycles[0]} → ${cycles[1]}cycles`), note);
    assert.is(await p.locator('#view-compare-layers .layer-row').count(), results[0]!.layers.length);
    await p.locator('#view-compare-energy .plot').focus();
    await p.keyboard.press('End');
    assert.match((await p.textContent('[role=status]'))!, /, A .*, B .*, Change /);

    await p.getByRole('button', { name: 'Swap A and B' }).click();
    assert.equal([await value(0), await value(1)], [b, a]);
    assert.match(p.url(), new RegExp(`vs=${a}`));
    await p.keyboard.press('z');
    assert.equal([await value(0), await value(1)], [a, b]);
    assert.equal(noise, []);
  });

  design('the mapping: loops by level, tiles in their capacity, and a file to copy', async () => {
    const { page: p, noise } = await browser.open(data, { hash: '#v=1;tab=design' });
    const shown = Number(/Point (\d+)/.exec((await p.textContent('.view-design .pane-title'))!)![1]);
    const { result } = data.details.find((d) => d.row === shown)!;
    const view = p.locator('#view-mapping');
    const cost = (l: (typeof result.layers)[number]): number => l.count * l.execution.cycles;
    const longest = result.layers.reduce((a, l) => (cost(l) > cost(a) ? l : a));
    assert.is(await view.locator('select').inputValue(), longest.name);
    const levels = longest.execution.levels!;
    assert.is(await view.locator('.nest-level').count(), levels.length);
    const loops = levels.flatMap((l) => [...l.temporal, ...l.spatial_y, ...l.spatial_x]);
    assert.equal(
      (await view.locator('.loop').allTextContents()).map((t) => /(\w+) in (\d+)/.exec(t)!.slice(1)),
      loops.map(([dim, factor]) => [dim, String(factor)]),
    );
    assert.is(await view.locator('.loop.spatial').count(), 2);
    const other = result.layers.find((l) => l !== longest)!.name;
    await view.locator('select').selectOption(other);
    assert.match(
      (await view.locator('pre').textContent())!,
      new RegExp(`layer: ${other.replace('.', '\\.')}\\b`),
    );
    assert.match(p.url(), /c\.mapping\.layer=/);
    assert.equal(noise, []);
  });

  design('Shift sets a design beside the pinned one, by mouse and by keys', async () => {
    const { page: p, noise } = await browser.open(data);
    const pinned = (await p.textContent('.view-verdict .pane-title strong'))!;
    await p
      .locator('.results tbody tr:not(.pinned)')
      .nth(2)
      .click({ modifiers: ['Shift'] });
    assert.match(p.url(), /vs=\d+/);
    assert.is(await p.textContent('.view-verdict .pane-title strong'), pinned);
    const before = p.url();
    await p.locator('.stage').focus();
    await p.keyboard.press('Home');
    await p.keyboard.press('Shift+Enter');
    assert.match((await p.textContent('[role=status]'))!, /is compared with the pinned design/);
    assert.is.not(p.url(), before);
    assert.is(await p.locator('.rings .against').count(), 1);
    await p.keyboard.press('3');
    assert.ok(await p.locator('#view-compare .metrics').isVisible());
    assert.equal(noise, []);
  });
}

design.run();
