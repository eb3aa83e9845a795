import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, testBrowser } from './openReport.ts';

const explore = suite('exploring in a browser');

if (chromiumIsThere()) {
  const browser = await testBrowser();
  const data = syntheticReport({ points: 432 });
  explore.after(() => browser.close());

  explore('importance: bars by parameter and objective, and the metric over the chosen one', async () => {
    const { page: p, noise } = await browser.open(data);
    const plots = p.locator('#view-importance .plot');
    await plots.nth(1).locator('.median').first().waitFor({ state: 'attached' });
    assert.is(await plots.nth(0).locator('.track').count(), 5 * 3, 'five parameters of three objectives');
    assert.match((await plots.nth(0).getAttribute('aria-label'))!, /Latency depends most on \w+: \d+/);
    await plots.nth(0).focus();
    await p.keyboard.press('Home');
    await p.keyboard.press('ArrowRight');
    assert.match((await p.textContent('[role=status]'))!, / on Energy, Explains .*, 90 % interval/);
    await p.keyboard.press('Enter');
    await p.waitForTimeout(80);
    const over = p.locator('#view-importance .tools select');
    assert.is(await over.nth(0).inputValue(), 'm:energy_pj');
    assert.is(await plots.nth(1).locator('.median').count(), 3, 'three dataflows');
    assert.match(p.url(), /c\.importance\.metric=m%3Aenergy_pj/);
    await plots.nth(1).focus();
    await p.keyboard.press('Home');
    await p.keyboard.press('Enter');
    const best = /Best Point (\d+)/.exec(
      (await plots.nth(1).locator('.tooltip').textContent())!.replace('Best', 'Best '),
    )![1];
    assert.is(await p.textContent('.view-verdict .pane-title strong'), `Point ${best}`);
    assert.equal(noise, []);
  });

  explore('importance says so when there are too few points', async () => {
    const { page: p, noise } = await browser.open(syntheticReport({ points: 18 }));
    await p.waitForTimeout(150);
    assert.match((await p.textContent('#view-importance .note'))!, /^Too few points/);
    assert.equal(noise, []);
  });

  explore('what pays where: the best of each value over the best of the reference', async () => {
    const { page: p, noise } = await browser.open(data, {
      hash: '#v=1;c.payoff.of=a%3Aworkload.sparsity.weights;c.payoff.along=a%3Aarch.array.rows',
    });
    const plot = p.locator('#view-payoff .plot');
    await plot.locator('.series-mark').first().waitFor();
    const { axes, metrics, status } = data.points;
    const best = (weights: number, rows: number): number =>
      Math.min(
        ...metrics[1]!.filter(
          (_, i) => status[i] === 0 && axes[0]![i] === 0 && axes[2]![i] === weights && axes[3]![i] === rows,
        ),
      );
    await plot.focus();
    await p.keyboard.press('Home');
    const said = (await p.textContent('[role=status]'))!;
    const ratio = Number((best(0, 0) / best(1, 0)).toPrecision(3));
    assert.ok(said.startsWith(`2:4 at 16, Against the reference ×${ratio}, Latency `), said);
    assert.is(await plot.locator('.series').count(), 2);
    assert.is(await p.locator('#view-payoff table tbody tr').count(), 2);
    await p.locator('#view-payoff .tools select').nth(1).selectOption('1');
    await p.waitForTimeout(60);
    assert.match((await p.textContent('#view-payoff .keys'))!, /2:4, the reference/);
    assert.match(p.url(), /c\.payoff\.reference=1/);
    assert.equal(noise, []);
  });

  explore('traffic against capacity: least and middle design of each size', async () => {
    const { page: p, noise } = await browser.open(data);
    const plot = p.locator('#view-capacity .plot');
    await plot.locator('.series-mark').first().waitFor();
    assert.is(await plot.locator('.series-mark').count(), 3);
    const { axes, metrics, status } = data.points;
    const values = [...metrics[7]!]
      .filter((_, i) => status[i] === 0 && axes[0]![i] === 0 && axes[5]![i] === 0)
      .sort((a, b) => a - b);
    await p.getByRole('button', { name: 'Traffic against capacity: show as table' }).click();
    const row = p.locator('#view-capacity .view-table tbody tr').first();
    const digits = (text: string | null): number => Number(text!.replace(/[^\d.]/g, ''));
    assert.is(digits(await row.locator('td').nth(0).textContent()), 64);
    assert.is(digits(await row.locator('td').nth(1).textContent()), values[0]);
    assert.is(digits(await row.locator('td').nth(2).textContent()), values[values.length >> 1]);
    await p.getByRole('button', { name: 'Traffic against capacity: show as table' }).click();
    await p.locator('#view-capacity .tools select').nth(2).selectOption('a:arch.array.dataflow');
    await p.waitForTimeout(80);
    assert.is(await plot.locator('.series').count(), 3);
    assert.match((await p.textContent('#view-capacity .note'))!, /DRAM traffic: ws .*KiB; is .*; os /);
    assert.equal(noise, []);
  });

  explore('the best over two parameters, cell by cell', async () => {
    const { page: p, noise } = await browser.open(data);
    const plot = p.locator('#view-heatmap .plot');
    await plot.locator('.heat').first().waitFor();
    assert.is(await plot.locator('.heat, .heat-none, .heat-pinned').count(), 4 * 4);
    const { axes, metrics, status } = data.points;
    const inCell = (i: number): boolean => axes[0]![i] === 0 && axes[3]![i] === 0 && axes[4]![i] === 1;
    const least = Math.min(...metrics[1]!.filter((_, i) => status[i] === 0 && inCell(i)));
    await plot.focus();
    await p.keyboard.press('Home');
    await p.keyboard.press('ArrowRight');
    assert.match(
      (await p.textContent('[role=status]'))!,
      /^Rows 16, Cols 32, Best Latency .*, Feasible \d+ of \d+/,
    );
    await p.keyboard.press('Enter');
    const pinned = Number(/Point (\d+)/.exec((await p.textContent('.view-verdict .pane-title'))!)![1]);
    assert.ok(inCell(pinned) && metrics[1]![pinned] === least);
    assert.equal(noise, []);
  });
}

explore.run();
