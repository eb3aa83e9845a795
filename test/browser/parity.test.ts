import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { PointSpec } from '../../src/engine/point.ts';
import { shippedFiles, shippedFolder, shippedPoint, workloadsOf } from '../engine/shippedCases.ts';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { probe } from './engineProbe.ts';
import { chromiumIsThere, chromiumPath } from './openReport.ts';

const tests = suite('the engine in a browser');

/** The engine as one script without imports, as a page would hold it. */
async function bundledEngine(): Promise<string> {
  const source = new URL('dist/test/browser/engineProbe.js', repositoryRoot);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(source)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: ['chrome111'],
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

if (chromiumIsThere())
  tests('gives the same bytes as in Node, for every shipped architecture', async () => {
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--headless', '--no-sandbox'],
    });
    try {
      const page = await browser.newPage();
      const noise: string[] = [];
      page.on('pageerror', (error) => noise.push(error.message));
      await page.addScriptTag({ content: await bundledEngine() });
      let compared = 0;
      let refused = 0;
      for (const file of shippedFiles) {
        const points: PointSpec[] = [];
        const titles: string[] = [];
        // One fidelity each in turn, so that both are compared on every architecture.
        workloadsOf(file).forEach(([title, workload], i) => {
          const fidelity = i % 2 === 0 ? 'cycle' : 'estimate';
          points.push(shippedPoint(file, workload, fidelity));
          titles.push(`${relative(shippedFolder, file)} ${title} ${fidelity}`);
        });
        const there = await page.evaluate(
          (list) =>
            list.map((one) =>
              (globalThis as unknown as { winnowProbe(p: unknown): string }).winnowProbe(one),
            ),
          points,
        );
        points.forEach((point, i) => {
          const here = probe(point);
          assert.ok(there[i] === here, `${titles[i]} differs between Node and Chromium`);
          if (here.startsWith('{')) compared += 1;
          else refused += 1;
        });
      }
      assert.equal(noise, []);
      assert.ok(compared >= 3 * shippedFiles.length, `${compared} results compared, ${refused} refusals`);
    } finally {
      await browser.close();
    }
  });

tests.run();
