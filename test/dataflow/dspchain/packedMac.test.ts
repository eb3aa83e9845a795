import * as fc from 'fast-check';
import { compute } from '../../../src/dataflow/dspchain/compute.ts';
import {
  chainDot,
  highLane,
  lowLane,
  maySkipAdjust,
  packedProduct,
  tripleDot,
} from '../../../src/dataflow/dspchain/packedMac.ts';
import type { Operation } from '../../../src/workload/operation.ts';
import { assert, runs, suite } from '../../harness.ts';

const tests = suite('dsp-chain: INT8 multiplications packed into slices');

/** A DSP48's accumulator bit by bit: 48-bit two's complement, low lane 18 bits, the correction adds its sign bit. */
function lanesOfWord(word: bigint): { high: number; low: number } {
  const bits = BigInt.asUintN(48, word);
  const low = BigInt.asIntN(18, bits & 0x3ffffn);
  const sign = (bits >> 17n) & 1n;
  const high = BigInt.asIntN(30, (bits >> 18n) + sign);
  return { high: Number(high), low: Number(low) };
}

/** The multiplier's operands are 27 and 18 bits wide. */
function slice(a1: number, a0: number, w: number): bigint {
  const packed = (BigInt(a1) << 18n) + BigInt(a0);
  assert.is(BigInt.asIntN(27, packed), packed);
  return BigInt.asIntN(48, packed * BigInt(w));
}

tests('all 2^16 operand pairs come out exactly on each lane, whatever the other lane holds', () => {
  const others = [-128, -1, 0, 1, 93, 127];
  let wrong = 0;
  for (const other of others)
    for (let x = -128; x <= 127; x++)
      for (let w = -128; w <= 127; w++) {
        const asLow = packedProduct(other, x, w);
        const asHigh = packedProduct(x, other, w);
        if (lowLane(asLow) !== x * w || highLane(asLow) !== other * w) wrong++;
        if (highLane(asHigh) !== x * w || lowLane(asHigh) !== other * w) wrong++;
      }
  assert.is(wrong, 0);
});

tests('each word has the bits of a 48-bit accumulator, on a sample of all pairs', () => {
  for (let x = -128; x <= 127; x += 5)
    for (let w = -128; w <= 127; w += 3)
      for (const other of [-128, 77, 127]) {
        const word = slice(other, x, w);
        assert.is(Number(word), packedProduct(other, x, w));
        assert.equal(lanesOfWord(word), { high: other * w, low: x * w });
      }
});

const int8 = fc.oneof(fc.integer({ min: -128, max: 127 }), fc.constantFrom(-128, 127));

tests('chains of any length equal plain sums and the accumulator bit by bit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(int8, int8, int8), { minLength: 1, maxLength: 64 }),
      fc.integer({ min: 1, max: 7 }),
      (terms, group) => {
        const first = terms.map(([a]) => a);
        const second = terms.map(([, a]) => a);
        const weights = terms.map(([, , w]) => w);
        let [high, low] = [0, 0];
        let [bitHigh, bitLow] = [0, 0];
        for (let start = 0; start < terms.length; start += group) {
          let word = 0n;
          for (const [a1, a0, w] of terms.slice(start, start + group)) {
            word = BigInt.asIntN(48, word + slice(a1, a0, w));
            high += a1 * w;
            low += a0 * w;
          }
          const lanes = lanesOfWord(word);
          bitHigh += lanes.high;
          bitLow += lanes.low;
        }
        assert.equal(chainDot([first, second], weights, group), { high, low });
        assert.equal({ high: bitHigh, low: bitLow }, { high, low });
        assert.is(tripleDot(first, weights), high);
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('the adjustment may be skipped on 8 slices unless all products are (−128)²', () => {
  assert.ok(maySkipAdjust(8, 127 * 128));
  assert.not.ok(maySkipAdjust(8, 128 * 128));
  assert.ok(maySkipAdjust(7, 128 * 128));
  const row = new Array<number>(8).fill(-128);
  // 2^17 reads as −2^17 in 18 bits, and the correction takes one too many from the upper lane.
  assert.equal(chainDot([row, row], row, 8), { high: 2 ** 17 + 1, low: -(2 ** 17) });
  assert.equal(chainDot([row, row], row, 4), { high: 2 ** 17, low: 2 ** 17 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(int8, int8, fc.integer({ min: -127, max: 127 })), { minLength: 8, maxLength: 8 }),
      (terms) => {
        const sum = (pick: 0 | 1) => terms.reduce((total, term) => total + term[pick] * term[2], 0);
        const [a1, a0, w] = [0, 1, 2].map((i) => terms.map((term) => term[i]!));
        assert.equal(chainDot([a1!, a0!], w!, 8), { high: sum(0), low: sum(1) });
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('the functional mode multiplies matrices exactly on every kind of slice', () => {
  fc.assert(
    fc.property(
      fc.record({
        batch: fc.integer({ min: 1, max: 3 }),
        m: fc.integer({ min: 1, max: 4 }),
        n: fc.integer({ min: 1, max: 7 }),
        k: fc.integer({ min: 1, max: 40 }),
        macs_per_dsp: fc.constantFrom(1, 2, 3),
      }),
      fc.infiniteStream(int8),
      ({ batch, m, n, k, macs_per_dsp }, stream) => {
        const take = (count: number) =>
          Float64Array.from({ length: count }, () => stream.next().value as number);
        const a = take(batch * m * k);
        const b = take(batch * k * n);
        const operation = {
          kind: 'gemm',
          batch,
          m,
          n,
          k,
          weights: null,
          b_shared_by: 1,
        } as unknown as Operation;
        const out = compute(operation, { engine: { macs_per_dsp } } as never, { a, b });
        for (let e = 0; e < batch; e++)
          for (let row = 0; row < m; row++)
            for (let col = 0; col < n; col++) {
              let sum = 0;
              for (let i = 0; i < k; i++) sum += a[(e * m + row) * k + i]! * b[(e * k + i) * n + col]!;
              assert.is(out[(e * m + row) * n + col], sum);
            }
      },
    ),
    { numRuns: runs(150) },
  );
});

tests.run();
