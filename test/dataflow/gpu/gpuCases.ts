import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GpuDevice, gpuDevice } from '../../../src/arch/gpu/gpuDevice.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { loadDocument } from '../../../src/io/loadDocument.ts';
import { toValue } from '../../../src/io/sourceNode.ts';
import { repositoryRoot } from '../../harness.ts';

const folder = fileURLToPath(new URL('configs/arch/gpu', repositoryRoot));

/** Every GPU that ships, by file name without suffix. */
export const gpus: Readonly<Record<string, PointSpec['architecture']>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => [
      file.slice(0, -'.yaml'.length),
      toValue(loadDocument(join(folder, file)).root) as PointSpec['architecture'],
    ]),
);

export const h200: GpuDevice = gpuDevice.parse(gpus['h200']!['gpu']);
export const h200Clock = Number(gpus['h200']!['clock_hz']);

/** A model of the zoo as a workload names it once the loader has inlined its file. */
export const zoo = (model: string): Record<string, unknown> =>
  toValue(
    loadDocument(fileURLToPath(new URL(`configs/workload/${model}.yaml`, repositoryRoot))).root,
  ) as Record<string, unknown>;

export const point = (
  architecture: PointSpec['architecture'],
  workload: PointSpec['workload'],
  fidelity: PointSpec['fidelity'] = 'cycle',
): PointSpec => ({
  architecture,
  workload,
  fidelity,
  seed: 1,
  mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
});

export const twoOfFour = { weights: { pattern: 'n:m', n: 2, m: 4 } } as const;
