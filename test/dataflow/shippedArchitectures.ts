import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PointSpec } from '../../src/engine/point.ts';
import { loadDocument } from '../../src/io/loadDocument.ts';
import { toValue } from '../../src/io/sourceNode.ts';
import { repositoryRoot } from '../harness.ts';

export { point } from './gpu/gpuCases.ts';

/** The architectures of a folder of configs/arch, by file name without suffix. */
export function shippedArchitectures(folder: string): Readonly<Record<string, PointSpec['architecture']>> {
  const path = fileURLToPath(new URL(`configs/arch/${folder}`, repositoryRoot));
  return Object.fromEntries(
    readdirSync(path)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => [
        file.slice(0, -'.yaml'.length),
        toValue(loadDocument(join(path, file)).root) as PointSpec['architecture'],
      ]),
  );
}
