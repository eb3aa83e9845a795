import { densityGaps } from '../../src/engine/densityGap.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { PointSpec } from '../../src/engine/point.ts';
import { shippedLibrary } from '../../src/engine/shippedLibrary.ts';
import { formatShare } from '../../src/report/quantity.ts';
import { shippedFiles, shippedPoint } from '../engine/shippedCases.ts';
import { assert, suite } from '../harness.ts';
import { syntheticReport } from '../report/syntheticReport.ts';
import { chromiumIsThere, testBrowser } from './openReport.ts';

const tests = suite('how far densities are off, in the report');

if (chromiumIsThere()) {
  const browser = await testBrowser();

  tests('layer by layer, for designs that were counted, and absent elsewhere', async () => {
    const blocks = { pattern: 'block', block_rows: 8, block_cols: 8, density: 0.25 } as const;
    const drawn = shippedPoint(
      shippedFiles.find((file) => file.endsWith('nest/extensor.yaml'))!,
      {
        layers: [{ name: 'counted', gemm: [32, 64, 64] }],
        bits: { weights: 32, activations: 32, outputs: 32 },
        sparsity: { weights: blocks, activations: { pattern: 'uniform', density: 0.5 } },
      },
      'cycle',
    );
    const spec: PointSpec = { ...drawn, mapping: { ...drawn.mapping, evaluations: 300 } };
    const result = evaluate(spec);
    const gaps = densityGaps(spec, result, shippedLibrary);
    const data = syntheticReport({ points: 3, details: 1 });
    const { row } = data.details[0]!;
    const { page, noise } = await browser.open({ ...data, details: [{ row, result, spec, gaps }] });
    await page.locator('#tab-design').click();
    const cells = await page
      .locator('#view-density-gaps tbody tr')
      .first()
      .locator('td, th')
      .allTextContents();
    assert.is(cells[0], 'counted');
    const { cycles_error } = gaps[0]!;
    assert.ok(cycles_error !== 0);
    assert.is(cells[3], `${cycles_error > 0 ? '+' : '−'}${formatShare(Math.abs(cycles_error))}`);
    assert.equal(noise, []);
    await page.close();

    const without = await browser.open(data);
    assert.is(await without.page.locator('#view-density-gaps').count(), 0);
    await without.page.close();
  });

  tests.after(() => browser.close());
}

tests.run();
