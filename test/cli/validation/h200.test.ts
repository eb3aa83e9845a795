import { fileURLToPath } from 'node:url';
import a100Gemm from '../../../src/cli/validation/a100-gemm.ts';
import type { Suite } from '../../../src/cli/validation/defineSuite.ts';
import h200Attention from '../../../src/cli/validation/h200-attention.ts';
import h200Gemm from '../../../src/cli/validation/h200-gemm.ts';
import h200Gemm24 from '../../../src/cli/validation/h200-gemm24.ts';
import h200Memory from '../../../src/cli/validation/h200-memory.ts';
import h200Moe from '../../../src/cli/validation/h200-moe.ts';
import h200Spmm from '../../../src/cli/validation/h200-spmm.ts';
import mma from '../../../src/cli/validation/mma.ts';
import { runSuite } from '../../../src/cli/validation/runSuite.ts';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { csvRecords, readCsv } from '../../../src/io/readCsv.ts';
import { assert, repositoryRoot, suite } from '../../harness.ts';

const tests = suite('validate against silicon');

/** Mean absolute error, in percent, that each suite promises on what ships. */
const promises: readonly (readonly [Suite, number])[] = [
  [h200Gemm, 6],
  [h200Gemm24, 7],
  [h200Attention, 5],
  [h200Spmm, 8],
  [h200Moe, 8],
  [h200Memory, 12],
  [a100Gemm, 15],
  [mma, 2],
];

for (const [one, mape] of promises)
  tests(`${one.name} stays within ${mape} %`, () => {
    const { summary } = runSuite(one, undefined);
    assert.ok(summary.cases > 10);
    assert.ok(summary.mape_pct! <= mape, `${summary.mape_pct} %`);
    assert.is(summary.exact, null);
  });

/** What random shapes measured on another day may differ by: the same shapes differ by 5 to 8 % from themselves. */
const random: readonly (readonly [Suite, string, number])[] = [
  [h200Gemm, 'gemm', 9],
  [h200Gemm24, 'gemm24', 9],
  [h200Attention, 'attention', 9.5],
  [h200Moe, 'moe', 8],
  [h200Spmm, 'spmm', 8.5],
];
for (const [one, name, mape] of random)
  tests(`${one.name}: random shapes within ${mape} %`, () => {
    const file = fileURLToPath(new URL(`test/golden/h200/random/${name}.csv`, repositoryRoot));
    const { summary } = runSuite(one, file);
    assert.ok(summary.cases >= 200);
    assert.ok(summary.mape_pct! <= mape, `${summary.mape_pct} %`);
  });

const rowsOf = (one: Suite) => {
  const file = fileURLToPath(new URL(`test/golden/${one.golden}`, repositoryRoot));
  return { file, rows: csvRecords(readCsv(file)) };
};
const readCase = () => null;

tests('predictions see no measured time', () => {
  for (const [one] of promises) {
    if (one === mma) continue;
    const { file, rows } = rowsOf(one);
    const some = rows.filter((_, i) => i % 9 === 0);
    // Longer, so that a lower limit on the time keeps the same rows.
    const lie = some.map((row) => ({
      ...row,
      time_us: String(3 * Number(row['time_us'])),
      min_us: '1',
      gbps: '7',
    }));
    const simulated = (list: typeof rows) =>
      new Map(one.run({ rows: list, file, readCase }).map((c) => [c.id, c.quantities[0]!.simulated]));
    const told = simulated(lie);
    for (const [id, us] of simulated(some)) assert.is(told.get(id), us, id);
  }
});

tests('a row that lacks what it needs is named by its line', () => {
  for (const [one, column] of [
    [h200Attention, 'L'],
    [h200Spmm, 'density'],
    [h200Moe, 'counts'],
    [mma, 'warps'],
    [h200Gemm, 'K'],
  ] as const) {
    const { file, rows } = rowsOf(one);
    const broken = [rows[0]!, { ...rows[1]!, [column]: 'x' }];
    try {
      one.run({ rows: broken, file, readCase });
      assert.unreachable(one.name);
    } catch (error) {
      assert.instance(error, DiagnosticError);
      assert.is((error as DiagnosticError).diagnostics[0]!.line, 3);
    }
  }
});

tests.run();
