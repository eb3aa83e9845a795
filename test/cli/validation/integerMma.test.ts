import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cyclesPerInstruction, warpInstruction } from '../../../src/arch/gpu/warpInstruction.ts';
import groupGemv from '../../../src/cli/validation/h200-group-gemv.ts';
import { runSuite } from '../../../src/cli/validation/runSuite.ts';
import { assert, repositoryRoot, suite } from '../../harness.ts';

const tests = suite('integer instructions and group-sparse products on an H200');

const rows = readFileSync(fileURLToPath(new URL('test/golden/h200/integer_mma.csv', repositoryRoot)), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(','));

tests(
  '1-bit instructions take the time of those of as many bytes, whose numbers were fitted elsewhere',
  () => {
    const bytes = new Map<string, number>();
    let seen = 0;
    for (const [name, , warps, ilp, cycles] of rows) {
      const instruction = warpInstruction(name!);
      if (instruction === null) continue;
      seen += 1;
      const simulated = cyclesPerInstruction(instruction, Number(warps), Number(ilp));
      const error = Math.abs(simulated / Number(cycles) - 1);
      assert.ok(error < 0.075, `${name} ${warps} ${ilp}: ${100 * error} %`);
      const place = `${warps} ${ilp}`;
      if (name!.includes('s8')) bytes.set(place, Number(cycles));
      else assert.ok(Math.abs(bytes.get(place)! / Number(cycles) - 1) < 0.01, place);
    }
    assert.is(seen, 40);
  },
);

tests('those with exclusive or, and of 4 bits, are several times slower', () => {
  const rate = (name: string): number =>
    Math.max(...rows.filter(([instruction]) => instruction === name).map((cells) => Number(cells[6])));
  assert.ok(rate('mma.m16n8k256.b1.and') > 7.9 * rate('mma.m16n8k32.s8'));
  assert.ok(rate('mma.m16n8k256.b1.and') > 5 * rate('mma.m16n8k256.b1.xor'));
  assert.ok(rate('mma.m16n8k32.s8') > 20 * rate('mma.m16n8k64.s4'));
});

tests('group-sparse products are near their times', () => {
  const { summary } = runSuite(groupGemv, undefined);
  assert.is(summary.cases, 312);
  assert.ok(summary.mape_pct! <= 11, `${summary.mape_pct} %`);
  assert.ok(summary.within_tolerance / summary.cases > 0.85, `${summary.within_tolerance}`);
});

tests.run();
