import { cyclesPerInstruction, warpInstruction } from '../../../src/arch/gpu/warpInstruction.ts';
import { assert, suite } from '../../harness.ts';

const tests = suite('matrix instructions of a warp');

tests('are known by name', () => {
  assert.is(warpInstruction('mma.m16n8k16.f16')!.interval, 6);
  assert.is(warpInstruction('mma.m16n8k32.s8')!.interval, 6);
  assert.is(warpInstruction('mma.sp.m16n8k32.bf16')!.interval, 8);
  assert.is(warpInstruction('mma.m16n8k256.b1.and')!.interval, 6);
  assert.is(warpInstruction('mma.m16n8k256.b1.xor'), null);
  assert.is(warpInstruction('mma.m8n8k4.f16'), null);
  assert.is(warpInstruction('mma.m16n8k64.f16'), null);
});

tests('hide their latency by warps and by accumulators, never beyond the interval', () => {
  const instruction = warpInstruction('mma.sp.m16n8k32.f16')!;
  for (const warps of [1, 4, 8, 16, 32])
    for (const accumulators of [1, 2, 4, 8]) {
      const cycles = cyclesPerInstruction(instruction, warps, accumulators);
      assert.ok(cycles >= Math.ceil(warps / 4) * instruction.interval);
      assert.ok(cycles * accumulators >= instruction.latency);
      assert.ok(cyclesPerInstruction(instruction, warps, 2 * accumulators) <= cycles);
      assert.ok(cyclesPerInstruction(instruction, 2 * warps, accumulators) / (2 * warps) <= cycles / warps);
    }
});

tests.run();
