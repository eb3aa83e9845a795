import type { LayerResult, PointResult } from '../../src/engine/pointResult.ts';
import { axisLabel, shortValue } from '../../src/report/browser/axisLabel.ts';
import { metricLabel } from '../../src/report/browser/metricLabel.ts';
import { markReasons, okabeIto } from '../../src/report/browser/palette.ts';
import { reasonWords } from '../../src/report/reasonWords.ts';
import { verdict } from '../../src/report/verdict.ts';
import { assert, suite } from '../harness.ts';
import { syntheticResult } from './syntheticResult.ts';

const words = suite('words');
const thin = '\u202f';

const base = syntheticResult({
  model: 0,
  flow: 0,
  density: 1,
  rows: 32,
  cols: 32,
  kib: 64,
  noise: 1,
  index: 0,
});

/** A result with the given layers: name, count, cycles by reason. */
function result(layers: readonly (readonly [string, number, Record<string, number>])[]): PointResult {
  const breakdown: Record<string, number> = {};
  const list = layers.map(([name, count, parts]): LayerResult => {
    for (const [r, n] of Object.entries(parts)) breakdown[r] = (breakdown[r] ?? 0) + n * count;
    const cycles = Object.values(parts).reduce((a, b) => a + b, 0);
    const layer = base.layers[0]!;
    return {
      ...layer,
      name,
      count,
      execution: {
        ...layer.execution,
        cycles,
        breakdown: parts,
        macs: { effectual: 100, skipped: 300, gated: 50, padded: 50 },
      },
      bound: { cycles: Math.floor(cycles / 2), terms: [] },
      energy: [{ component: 'dram', action: 'read', count: 10, each_pj: 5, total_pj: 50 }],
      energy_pj: 80,
    };
  });
  return { ...base, breakdown, layers: list };
}

words('the verdict names the stall that costs the design most', () => {
  const v = verdict(
    result([
      ['conv1', 1, { compute: 100, dram_a: 90 }],
      ['conv3_1', 3, { compute: 39, dram_b: 61 }],
    ]),
  );
  assert.is(v.layer, 'conv3_1');
  assert.is(v.reason, 'dram_b');
  assert.is(v.share, 0.61);
  assert.is(v.saving, 183 / 490);
  assert.is(
    v.headline.replaceAll(thin, ' '),
    "Layer conv3_1 (3 alike) is limited by DRAM bandwidth for operand B (61 % of its cycles). Removing that stall would save at most 37 % of the design's 490 cycles.",
  );
  assert.equal(
    v.sentences.map((s) => s.replaceAll(thin, ' ')),
    [
      'It takes 2 times its lower bound on cycles.',
      'Of the dense multiply-accumulates it skips 60 % and spends slots on zeros for 20 %.',
      'Most energy goes to dram (read): 63 % of 320 pJ.',
    ],
  );
});

words('the verdict says so when compute limits', () => {
  const v = verdict(result([['fc', 1, { compute: 950, dram_b: 50 }]]));
  assert.match(
    v.headline.replaceAll(thin, ' '),
    /^This design is limited by compute: 95 % of its 1\.00 k cycles do multiply-accumulates\./,
  );
  assert.match(
    v.sentences[0]!.replaceAll(thin, ' '),
    /^The largest stall is DRAM bandwidth for operand B in layer fc; removing it would save at most 5\.0 %\./,
  );
});

words('a stall that is most of all cycles is said for the whole design', () => {
  const v = verdict(result([['fc', 1, { compute: 300, dram_b: 700 }]]));
  assert.match(
    v.sentences[0]!.replaceAll(thin, ' '),
    /^Over all layers, DRAM bandwidth for operand B takes 70 % of the cycles, compute 30 %\./,
  );
});

words('a design without layers has a verdict too', () => {
  assert.is(verdict({ ...base, layers: [] }).headline, 'This design runs no layer.');
});

words('names of files read as words', () => {
  assert.is(axisLabel('arch.array.rows'), 'Rows');
  assert.is(axisLabel('arch.scratchpad.a_kib'), 'Scratchpad a');
  assert.is(axisLabel('workload.batch'), 'Batch');
  assert.is(axisLabel(''), '(unnamed)');
  assert.is(metricLabel('energy_pj'), 'Energy');
  assert.is(metricLabel('dram_bytes'), 'DRAM traffic');
  assert.is(axisLabel('arch.levels[GLB].capacity_kib'), 'GLB capacity');
  assert.is(shortValue('n:m(n=2,m=8)'), '2:8');
  assert.is(shortValue('(mode=compressed,m=8)'), 'compressed, m=8');
  assert.is(shortValue('(mode=none)'), 'none');
  assert.is(shortValue('uniform(density=0.05)'), `uniform 5${thin}%`);
  assert.is(shortValue('block(block_rows=128,block_cols=64,density=0.5)'), `block 128×64, 50${thin}%`);
  assert.is(shortValue('banded(width=3,density=x)'), 'banded width=3, density=x');
  assert.is(shortValue('plain'), 'plain');
  assert.is(shortValue('f(x)'), 'f(x)');
  assert.is(reasonWords('dram_out'), 'DRAM bandwidth for the output');
  assert.is(reasonWords('my_own'), 'my own');
  assert.is(reasonWords('constructor'), 'constructor');
});

words('a reason keeps its mark whatever else is there, and no two look alike', () => {
  const known = ['compute', 'fill_drain', 'dram_a', 'dram_b', 'dram_out', 'bank'];
  const few = markReasons(known);
  const many = markReasons(['idle', 'mystery', ...known, 'other']);
  for (const reason of known) assert.equal(many.get(reason), few.get(reason));
  const looks = new Set([...many.values()].map((m) => `${m.colour} ${m.hatch}`));
  assert.is(looks.size, many.size);
  for (const { colour } of many.values()) assert.ok((okabeIto as readonly string[]).includes(colour));
});

words.run();
