import { writeFileSync } from 'node:fs';
import { dataflows } from '../dataflow/registry.gen.ts';
import type { PointResult } from '../engine/pointResult.ts';
import { writeAtomically } from '../explore/store/writeAtomically.ts';
import { writeMapping } from '../io/mappingFile.ts';
import { named } from './named.ts';

/** Writes the mappings of a result as a file that `--mapping` takes. */
export function saveMapping(file: string, result: PointResult): void {
  const dataflow = named('dataflow', dataflows, result.dataflow);
  const text = writeMapping(
    {
      dataflow: result.dataflow,
      architecture: result.architecture,
      workload: result.workload,
      layers: result.layers.map(({ name, mapping }) => ({ layer: name, mapping })),
    },
    dataflow,
  );
  writeAtomically(file, (draft) => writeFileSync(draft, text));
}
