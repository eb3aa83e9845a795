import { blocksOf, bufferBlock } from '../../../src/arch/fpga/fpgaBuffer.ts';
import type { FpgaDevice } from '../../../src/arch/fpga/fpgaDevice.ts';
import { reachableClock } from '../../../src/arch/fpga/reachableClock.ts';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { resourceMetrics, resourceUse } from '../../../src/engine/resourceUse.ts';
import { assert, suite } from '../../harness.ts';

const tests = suite('resources of an FPGA');

tests('block RAMs trade width for depth, UltraRAMs do not', () => {
  const bram = (word_bits: number, depth: number) => blocksOf({ word_bits, depth, block: 'bram36' });
  assert.is(bram(72, 512), 1);
  assert.is(bram(36, 1024), 1);
  assert.is(bram(9, 4096), 1);
  assert.is(bram(128, 512), 2);
  assert.is(bram(128, 1024), 4);
  assert.is(bram(1, 4097), 2);
  const uram = (word_bits: number, depth: number) => blocksOf({ word_bits, depth, block: 'uram' });
  assert.is(uram(72, 4096), 1);
  assert.is(uram(8, 4097), 2);
  assert.is(uram(128, 4096), 2);
  assert.is(bufferBlock(512, true), 'bram36');
  assert.is(bufferBlock(4096, true), 'uram');
  assert.is(bufferBlock(4096, false), 'bram36');
});

const instance = (name: string, count: number, dsp: number, lut: number) => ({
  name,
  component: 'x',
  count,
  attributes: {},
  resources: { dsp, lut },
});

tests(
  'a design beyond its device is refused, with how much too much and what to shrink, for every resource',
  () => {
    const parts = [
      instance('engine', 2, 300, 10),
      instance('special', 1, 50, 500),
      instance('shell', 1, 4, 0),
    ];
    assert.throws(
      () => resourceUse(parts, { dsp: 600, lut: 500, uram: 0 }),
      (error: unknown) => {
        assert.ok(error instanceof DiagnosticError);
        assert.equal(
          error.diagnostics.map(({ code }) => code),
          ['WIN-RES-001', 'WIN-RES-001'],
        );
        const [dsp, lut] = error.diagnostics;
        assert.is(dsp!.message, 'the design takes 654 dsp, the device has 600: 54 too many (109 %)');
        assert.is(dsp!.hint, 'shrink engine (600), special (50), shell (4)');
        assert.is(lut!.message, 'the design takes 520 lut, the device has 500: 20 too many (104 %)');
        return true;
      },
    );
    const use = resourceUse(parts, { dsp: 1308, lut: 1040, uram: 0 });
    assert.equal(resourceMetrics(use), {
      dsp: 654,
      lut: 520,
      dsp_share: 0.5,
      lut_share: 0.5,
      device_share: 0.5,
    });
    assert.equal(resourceMetrics(resourceUse(parts, null)), { dsp: 654, lut: 520 });
  },
);

const device: FpgaDevice = {
  device: 'x',
  dsp_kind: 'dsp48e2',
  dsp_limit_hz: 800e6,
  clock: 'rule',
  regions: 4,
  full_hz: 200e6,
  sparse_hz: 300e6,
  resources: { dsp: 1000, lut: 1000, ff: 1000, bram36: 1000, uram: 0 },
  shell: { dsp: 0, lut: 0, ff: 0, bram36: 0, uram: 0 },
  static_w: 1,
  board_w: 1,
};

tests('the clock falls with the fullest resource and with borders inside a core', () => {
  const at = (lut: number, core: number, change: Partial<FpgaDevice> = {}, cores = 1) =>
    Math.round(reachableClock({ ...device, ...change }, { lut, dsp: 100 }, { lut: core }, cores) / 1e6);
  assert.is(at(0, 0), 300);
  assert.is(at(400, 100), 300);
  assert.is(at(650, 100), 250);
  assert.is(at(900, 100), 200);
  assert.is(at(1000, 100), 200);
  assert.is(at(400, 251), 270);
  assert.is(at(900, 900), 140);
  // Four regions of 250: one core of 160 in each, so that a fifth lies across a border; two of 120 in each.
  assert.is(at(400, 160, {}, 4), 300);
  assert.is(at(400, 160, {}, 5), 270);
  assert.is(at(400, 120, {}, 8), 300);
  assert.is(at(400, 120, {}, 9), 270);
  assert.is(at(0, 0, { dsp_limit_hz: 250e6 }), 250);
  assert.is(at(900, 900, { clock: 'given' }), 800);
});

tests.run();
