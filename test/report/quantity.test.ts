import * as fc from 'fast-check';
import {
  columnScale,
  formatExact,
  formatQuantity,
  formatShare,
  formatTick,
} from '../../src/report/quantity.ts';
import { assert, runs, suite } from '../harness.ts';

const quantity = suite('quantities');
const thin = '\u202f';

quantity('three significant digits with SI prefixes', () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [1_240_311, 'cycles', '1.24_M_cycles'],
    [310e6, 'pJ', '310_µJ'],
    [12.345, 'mm²', '12.3_mm²'],
    [0.00123, 's', '1.23_ms'],
    [999.6e-6, 's', '1.00_ms'],
    [16, 'cycles', '16_cycles'],
    [0, 's', '0_s'],
    [16_000, 'cycles', '16.0_k_cycles'],
    [0.417, '1', '0.417'],
    [1.5e-10, 'J·s', '150_pJ·s'],
    [12_200_000, 'bytes', '12.2_MB'],
    [123_456, 'mm²', '123_456_mm²'],
    [2e-7, '1', '2.00×10⁻⁷'],
    [5_300, '1/s', '5.30_k_1/s'],
    [-0.002, 's', '−2.00_ms'],
    [3, 'apples', '3_apples'],
  ];
  for (const [value, unit, text] of cases) assert.is(formatQuantity(value, unit), text.replaceAll('_', thin));
});

quantity('missing and endless values are a dash, never NaN', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, undefined]) {
    assert.is(formatQuantity(value, 's'), '–');
    assert.is(formatExact(value, 's'), '–');
  }
  assert.is(formatShare(0 / 0), '–');
  assert.is(columnScale('s', Number.NaN).format(Number.NaN), '–');
});

quantity('exact values keep every digit, grouped by thin spaces', () => {
  assert.is(formatExact(1_240_311, 'cycles'), `1${thin}240${thin}311${thin}cycles`);
  assert.is(formatExact(0.123456789, ''), '0.123456789');
  assert.is(formatExact(1024, ''), '1024');
});

quantity('a column and its cells agree on one prefix', () => {
  const ms = columnScale('s', 0.004);
  assert.is(ms.unit, 'ms');
  assert.is(ms.format(0.000214), '0.214');
  assert.is(ms.format(0.0123), '12.3');
});

quantity('ticks have no idle zeros', () => {
  assert.is(formatTick(0.001, 's'), `1${thin}ms`);
  assert.is(formatTick(2_200_000_000, 'pJ'), `2.2${thin}mJ`);
  assert.is(formatTick(2_000_000, 'cycles'), `2${thin}M`);
  assert.is(formatTick(0.5, 'mm²'), '0.5');
  assert.is(formatTick(1500, 'mm²'), '1500');
});

quantity('any number in any unit reads back within half a percent', () => {
  const power: Record<string, number> = {
    f: -15,
    p: -12,
    n: -9,
    µ: -6,
    m: -3,
    k: 3,
    M: 6,
    G: 9,
    T: 12,
    P: 15,
    E: 18,
  };
  fc.assert(
    fc.property(fc.double({ min: 1e-14, max: 9e17, noNaN: true }), (value) => {
      const text = formatQuantity(value, 's');
      const [, digits = '', prefix = ''] = /^([\d.\u202f]+)\u202f([fpnµmkMGTPE]?)s$/.exec(text) ?? [];
      const back = Number(digits.replaceAll(thin, '')) * 10 ** (power[prefix] ?? 0);
      assert.ok(Math.abs(back / value - 1) < 0.0051, `${value} was shown as ${text}`);
      assert.ok(digits.replace(/[.\u202f]/g, '').length <= 4, text);
    }),
    { numRuns: runs(500) },
  );
});

quantity.run();
