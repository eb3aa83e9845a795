import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { csvCell, csvText } from '../../src/report/browser/csv.ts';
import { decodeReport } from '../../src/report/decodeReport.ts';
import { writeReport } from '../../src/report/writeReport.ts';
import { freshAssets } from '../browser/openReport.ts';
import { assert, suite } from '../harness.ts';
import { syntheticReport } from './syntheticReport.ts';

const writing = suite('report file');
const assets = await freshAssets();

const section = (html: string): string => /id="data">([A-Za-z0-9+/=]*)<\/script>/.exec(html)![1]!;
const opened = (html: string) => decodeReport(gunzipSync(Buffer.from(section(html), 'base64')));

writing('the page is within its budget', () => {
  const shell =
    writeReport(syntheticReport({ points: 1 }), assets).length -
    section(writeReport(syntheticReport({ points: 1 }), assets)).length;
  const packed = gzipSync(assets.script + assets.style, { level: 9 }).length;
  console.log(`shell ${(shell / 1000).toFixed(0)} KB plain, ${(packed / 1000).toFixed(0)} KB gzip`);
  assert.ok(shell <= 700_000 && packed <= 250_000);
});

writing('a demo of 864 points is below 2 MB', () => {
  const { length } = writeReport(syntheticReport({ points: 864 }), assets);
  console.log(`report of 864 points: ${(length / 1000).toFixed(0)} KB`);
  assert.ok(length <= 2_000_000);
});

writing('the same data make the same bytes', () => {
  assert.is(
    writeReport(syntheticReport({ points: 50 }), assets),
    writeReport(syntheticReport({ points: 50 }), assets),
  );
});

writing('the script holds no way to turn text into markup or code', () => {
  for (const banned of [
    'innerHTML',
    '.html(',
    'outerHTML',
    'insertAdjacentHTML',
    'document.write',
    'eval(',
    'new Function',
    'Function(',
    'createContextualFragment',
    'DOMParser',
    'setHTML',
    'srcdoc',
    'fetch(',
    'XMLHttpRequest',
    'WebSocket',
    'sendBeacon',
    'import(',
  ])
    assert.not.ok(assets.script.includes(banned), `the page's script contains ${banned}`);
  assert.not.ok(/url\(|@import/.test(assets.style), 'the style sheet loads something');
});

writing('the policy names the hash of the script and the style sheet, and nothing runs otherwise', () => {
  const html = writeReport(syntheticReport({ points: 3 }), assets);
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
  const sha = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  assert.ok(policy.startsWith("default-src 'none'; "));
  assert.ok(policy.includes(`script-src ${sha(assets.script)};`));
  assert.ok(policy.includes(`style-src ${sha(assets.style)};`));
  assert.not.ok(/unsafe|https?:/.test(policy));
  assert.is([...html.matchAll(/<script/g)].length, 3);
  assert.not.ok(/ on\w+=|https?:\/\/(?!www\.w3\.org)/.test(html.replace(/<script[\s\S]*?<\/script>/g, '')));
});

writing('a title can not leave its element', () => {
  const html = writeReport(
    { ...syntheticReport({ points: 1 }), title: '</title><script>alert(1)</script>' },
    assets,
  );
  assert.is([...html.matchAll(/<script/g)].length, 3);
});

writing('a large sweep keeps the front, the baseline and a spread of the rest', () => {
  const data = syntheticReport({ points: 6000, details: 20 });
  const limits = { characters: 400_000, full: 2000, points: 3000, details: 400 };
  const html = writeReport(data, assets, limits);
  const kept = opened(html);
  assert.ok(section(html).length <= limits.characters);
  assert.is(kept.total, 6000);
  assert.ok(kept.points.count <= 3000 && kept.points.count > 2700, String(kept.points.count));
  assert.equal(
    kept.metrics.map((m) => m.name),
    ['cycles', 'latency_s', 'energy_pj', 'area_mm2'],
    'summary columns',
  );
  const rowOf = new Map(Array.from(kept.points.index, (index, row) => [index, row]));
  let best = 0;
  for (let i = 0; i < 6000; i++) {
    if (data.points.rank[i]! < 1 || data.points.rank[i]! > 3) continue;
    best++;
    const row = rowOf.get(i);
    assert.ok(row !== undefined, `point ${i} of rank ${data.points.rank[i]} was dropped`);
    assert.is(kept.points.metrics[1]![row], data.points.metrics[1]![i]);
    assert.is(kept.points.rank[row], data.points.rank[i]);
  }
  assert.ok(best > 50);
  assert.ok(rowOf.has(data.points.baseline!));
  assert.is(kept.detailRows.length, 20);
  for (const row of kept.detailRows) {
    const { cycles } = kept.detail(row)!.metrics;
    assert.ok(kept.points.rank[row]! >= 1 && kept.points.rank[row]! <= 3);
    assert.ok(cycles! > 0);
  }
  const tight = opened(writeReport(data, assets, { ...limits, characters: 60_000 }));
  assert.ok(tight.detailRows.length < 20 && tight.points.count < 2000, 'details and points shrink to fit');
});

writing('cells that a spreadsheet would run are guarded', () => {
  assert.is(csvCell('=1+1'), "'=1+1");
  assert.is(csvCell('+A1'), "'+A1");
  assert.is(csvCell('-2:4'), "'-2:4");
  assert.is(csvCell('@x'), "'@x");
  assert.is(csvCell('\t=1'), "'\t=1");
  assert.is(csvCell('a "b", c'), '"a ""b"", c"');
  assert.is(csvCell(-3.5), '-3.5');
  assert.is(csvCell(Number.NaN), '');
  const column = (label: string) => ({ label, numeric: false });
  assert.is(
    csvText({ caption: '', columns: [column('=x'), column('y')], rows: [['a\nb', 1]] }),
    '\'=x,y\r\n"a\nb",1\r\n',
  );
});

writing.run();
