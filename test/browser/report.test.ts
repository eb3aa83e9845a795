import { readFileSync } from 'node:fs';
import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, type OpenedReport, testBrowser } from './openReport.ts';

const page = suite('report in a browser');

if (chromiumIsThere()) {
  const browser = await testBrowser();
  const data = syntheticReport({ points: 432 });
  const scope = data.points.axes[0]!.filter((v) => v === 0).length;
  page.after(() => browser.close());

  const selected = async ({ page: p }: OpenedReport): Promise<number> =>
    Number(
      /^(\d+) of \d+ points selected$/.exec((await p.textContent('.selection-status')) ?? '')?.[1] ?? scope,
    );
  const quiet = (opened: OpenedReport): void => assert.equal(opened.noise, []);
  const drag = async (
    { page: p }: OpenedReport,
    from: [number, number],
    to: [number, number],
  ): Promise<void> => {
    const box = (await p.locator('.stage').boundingBox())!;
    const at = ([x, y]: [number, number]): [number, number] => [
      box.x + x * box.width,
      box.y + y * box.height,
    ];
    await p.mouse.move(...at(from));
    await p.mouse.down();
    await p.mouse.move(...at(to), { steps: 4 });
    await p.mouse.up();
    // Tables and lines follow a brush some times a second.
    await p.waitForTimeout(250);
  };

  page('opens with plot, table and a verdict, and says what it shows', async () => {
    const opened = await browser.open(data);
    const p = opened.page;
    assert.is(await p.textContent('h1'), data.title);
    assert.match(
      (await p.textContent('.page-head'))!,
      /winnow sweep experiments\/quickstart.yaml --set seed=1/,
    );
    assert.match(
      (await p.textContent('.view-verdict .headline'))!,
      /limited by .* Removing that stall would save at most/,
    );
    assert.match((await p.getAttribute('.stage', 'aria-label'))!, /Energy against Latency for \d+ points/);
    assert.ok((await p.locator('.results tbody tr').count()) > 5);
    assert.is(await selected(opened), scope);
    assert.not.match((await p.textContent('#app'))!, /NaN|undefined|\[object/);
    quiet(opened);
  });

  page('a brush narrows table and counts, survives the address, and is undone', async () => {
    const opened = await browser.open(data);
    const p = opened.page;
    await drag(opened, [0.1, 0.1], [0.5, 0.95]);
    const count = await selected(opened);
    assert.ok(count > 0 && count < scope, `${count} of ${scope}`);
    assert.match((await p.textContent('.view-results .count'))!, new RegExp(`^${count} of`));
    assert.is(Number(await p.getAttribute('.results', 'aria-rowcount')), count + 1);
    const address = p.url();
    assert.match(address, /f\.scatter=/);

    await p.keyboard.press('z');
    assert.is(await selected(opened), scope);
    await p.keyboard.press('Z');
    assert.is(await selected(opened), count);
    await p.goBack();
    await p.waitForTimeout(60);
    assert.is(await selected(opened), scope, 'browser Back undoes');
    quiet(opened);

    const again = await browser.open(data, { hash: address.slice(address.indexOf('#')) });
    assert.is(await selected(again), count, 'a link holds the view');
    await again.page.keyboard.press('Escape');
    assert.is(await selected(again), scope);
    quiet(again);
  });

  page('brushes of two views are ANDed; a click pins and leaves the brush', async () => {
    const opened = await browser.open(data);
    const p = opened.page;
    await p.locator('.key.toggle').first().click();
    const one = await selected(opened);
    assert.ok(one > 0 && one < scope);
    await drag(opened, [0.1, 0.1], [0.6, 0.95]);
    const both = await selected(opened);
    assert.ok(both > 0 && both < one);
    const before = await p.textContent('.view-verdict .pane-title');
    await p.locator('.results tbody tr').nth(3).click();
    assert.is.not(await p.textContent('.view-verdict .pane-title'), before);
    assert.is(await selected(opened), both);
    await p.keyboard.press('r');
    assert.is(await selected(opened), scope);
    assert.is(await p.textContent('.view-verdict .pane-title'), before, 'R goes back to the start');
    quiet(opened);
  });

  page('the keyboard walks the front, pins, selects and moves on', async () => {
    const opened = await browser.open(data);
    const p = opened.page;
    const said = async (): Promise<string> => (await p.textContent('[role=status]'))!;
    await p.locator('.view-scatter .menu button').last().focus();
    await p.locator('.stage').focus();
    await p.keyboard.press('Home');
    const first = await said();
    assert.match(first, /^Point \d+, rank \d+, Latency .* Energy .*/);
    await p.keyboard.press('ArrowRight');
    const second = await said();
    assert.is.not(second, first);
    await p.keyboard.press('Enter');
    assert.match(await said(), /^Pinned\. /);
    assert.is(await p.textContent('.view-verdict .pane-title strong'), /Point \d+/.exec(second)![0]);
    await p.keyboard.press('Space');
    await p.keyboard.press('ArrowRight');
    await p.keyboard.press('Space');
    assert.match(await said(), /^\d+ points selected\.$/);
    const count = await selected(opened);
    assert.ok(count >= 2 && count < scope);
    await p.keyboard.press('Escape');
    assert.is(await selected(opened), scope);

    // The table follows a selection some times a second.
    await p.waitForSelector(`.results[aria-rowcount="${scope + 1}"]`);
    await p.locator('.grid-scroll').focus();
    await p.keyboard.press('End');
    await p.keyboard.press('Enter');
    const pinned = (await p.textContent('.view-verdict .pane-title strong'))!.replace('Point ', '');
    assert.is(await p.textContent('.results tr.pinned td'), pinned);
    await p.keyboard.press('2');
    assert.ok(await p.locator('#panel-design').isVisible());
    await p.keyboard.press('?');
    assert.ok(await p.locator('dialog').isVisible());
    await p.keyboard.press('Escape');
    assert.not.ok(await p.locator('dialog').isVisible());
    quiet(opened);
  });

  page('the table sorts by several columns and shows any column', async () => {
    const opened = await browser.open(data);
    const p = opened.page;
    const column = async (n: number): Promise<string[]> =>
      p.locator(`.results tbody tr td:nth-child(${n})`).allTextContents();
    const head = (name: string) => p.locator('.results thead button', { hasText: name });
    await head('Rows').click();
    await head('Latency').click({ modifiers: ['Shift'] });
    await head('Latency').click({ modifiers: ['Shift'] });
    const names = await p.locator('.results thead th').allTextContents();
    const rows = (await column(names.findIndex((n) => n.startsWith('Rows')) + 1)).map(Number);
    const latency = (await column(names.findIndex((n) => n.startsWith('Latency')) + 1)).map(Number);
    assert.ok(rows.length > 8);
    for (let i = 1; i < rows.length; i++) {
      assert.ok(rows[i]! >= rows[i - 1]!);
      if (rows[i] === rows[i - 1])
        assert.ok(latency[i]! <= latency[i - 1]!, `${latency[i - 1]} before ${latency[i]}`);
    }
    await p.getByRole('button', { name: 'Columns' }).click();
    await p.locator('.chooser label', { hasText: 'Energy' }).first().click();
    assert.not.ok(
      (await p.locator('.results thead th').allTextContents()).some((n) => n.startsWith('Energy')),
    );
    quiet(opened);
  });

  page('every chart has a table, and saves what it shows', async () => {
    const opened = await browser.open(data);
    const p = opened.page;
    for (const tab of ['explore', 'design', 'compare', 'provenance']) {
      await p.locator(`#tab-${tab}`).click();
      for (const section of await p.locator(`#panel-${tab} > .column > section`).all()) {
        const toggle = section.locator('button[aria-pressed][aria-label$="show as table"]');
        if ((await toggle.count()) === 0) continue;
        await toggle.click();
        assert.ok((await section.locator('.view-table table caption').textContent())!.length > 5);
        assert.ok(
          (await section.locator('.view-table tbody tr').count()) > 0,
          `${await section.getAttribute('id')} has an empty table`,
        );
        await toggle.click();
      }
    }
    await p.locator('#tab-explore').click();
    await p.locator('#view-scatter').getByRole('button', { name: 'save' }).click();
    const [csv] = await Promise.all([
      p.waitForEvent('download'),
      p.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    const text = readFileSync(await csv.path(), 'utf8');
    assert.match(text.split('\r\n')[0]!, /^Point,Pareto rank,Latency,Energy,/);
    for (const kind of ['SVG', 'PNG']) {
      await p.locator('#view-scatter').getByRole('button', { name: 'save' }).click();
      const [file] = await Promise.all([
        p.waitForEvent('download'),
        p.getByRole('menuitem', { name: kind }).click(),
      ]);
      const bytes = readFileSync(await file.path());
      if (kind === 'PNG') assert.is(bytes.subarray(1, 4).toString(), 'PNG');
      else assert.match(bytes.toString(), /^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg".*<circle/s);
      assert.ok(bytes.length > 2000);
    }
    quiet(opened);
  });

  page('the design tab accounts for every cycle and prices every action', async () => {
    const opened = await browser.open(data, { hash: '#v=1;tab=design' });
    const p = opened.page;
    const shown = Number(/Point (\d+)/.exec((await p.textContent('.view-design .pane-title'))!)![1]);
    const { result } = data.details.find((d) => d.row === shown)!;
    assert.is(await p.locator('.layer-row').count(), result.layers.length);
    assert.match(
      (await p.textContent('.view-layers .note'))!,
      new RegExp(`all ${result.layers.length} layers sum to their cycles exactly`),
    );
    for (const mode of ['Percent', 'Per MAC', 'Cycles']) {
      await p.getByRole('button', { name: mode, exact: true }).click();
      const widths = await p
        .locator('.layer-row')
        .first()
        .locator('.part')
        .evaluateAll((parts) => parts.map((r) => Number(r.getAttribute('width'))));
      assert.ok(widths.length > 0 && widths.every((w) => w > 0));
    }
    const parts = await p.locator('.layer-row').first().locator('.part').count();
    assert.is(parts, Object.values(result.layers[0]!.execution.breakdown).filter((n) => n > 0).length);
    assert.ok((await p.locator('.sources li').count()) >= 2);
    quiet(opened);
  });

  page('a point without layers says so and shows no empty chart', async () => {
    const bare = Array.from(data.points.rank.keys()).find((i) => data.points.rank[i]! > 3)!;
    const opened = await browser.open(data, { hash: `#v=1;tab=design;pin=${bare}` });
    assert.match((await opened.page.textContent('.view-design'))!, /layers of the best designs only/);
    for (const id of ['layers', 'energy', 'traffic', 'bounds'])
      assert.not.ok(await opened.page.locator(`#view-${id}`).isVisible());
    await opened.page.keyboard.press('1');
    assert.is(
      await opened.page.textContent('.view-verdict .reproduce code'),
      `winnow run experiments/quickstart.yaml --set seed=1 --point ${bare}`,
    );
    quiet(opened);
  });

  page('theme follows the system, then the switch', async () => {
    const opened = await browser.open(data, { colorScheme: 'dark' });
    const p = opened.page;
    const theme = (): Promise<string | null> => p.getAttribute('html', 'data-theme');
    assert.is(await theme(), 'dark');
    await p.getByRole('button', { name: 'Theme: auto' }).click();
    assert.is(await theme(), 'light');
    await p.getByRole('button', { name: 'Theme: light' }).click();
    assert.is(await theme(), 'dark');
    quiet(opened);
  });

  for (const width of [360, 400, 1280])
    page(`at ${width} pixels nothing sticks out`, async () => {
      const opened = await browser.open(data, { viewport: { width, height: 740 } });
      for (const tab of ['design', 'compare', 'provenance', 'explore']) {
        await opened.page.locator(`#tab-${tab}`).click();
        await opened.page.waitForTimeout(120);
        const wide = await opened.page.evaluate(() => {
          const room = document.documentElement.clientWidth;
          const cards = [...document.querySelectorAll('.view:not([hidden])')];
          return [
            ...(document.documentElement.scrollWidth > room ? ['page'] : []),
            ...cards.filter((c) => c.getBoundingClientRect().right > room).map((c) => c.id),
            ...[...document.querySelectorAll('.plot')]
              .filter((c) => c.scrollWidth > c.clientWidth + 1)
              .map((c) => `${c.closest('.view')?.id} plot`),
          ];
        });
        assert.equal(wide, [], tab);
      }
      quiet(opened);
    });

  page('one point, three points and none open too', async () => {
    for (const points of [1, 3]) {
      const opened = await browser.open(syntheticReport({ points }));
      assert.ok(await opened.page.locator('.stage').isVisible());
      assert.not.match((await opened.page.textContent('.page-head'))!, /NaN/);
      quiet(opened);
    }
    const none = await browser.open(syntheticReport({ points: 0 }));
    assert.match((await none.page.textContent('.page-head'))!, /0 points/);
    quiet(none);
  });
}

page.run();
