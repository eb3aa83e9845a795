import { parse } from 'yaml';
import { readNestCase } from '../../../src/cli/validation/nestCase.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { importTimeloop } from '../../../src/io/timeloop/importTimeloop.ts';
import { writeTimeloop } from '../../../src/io/timeloop/writeTimeloop.ts';
import { assert, suite } from '../../harness.ts';
import { readGolden } from '../../mapping/nest/readGolden.ts';

const test = suite('Timeloop YAML: into files of this tool');

test('imported golden cases run through the engine with the cycles and energies of the peer', () => {
  const { rows, readCase } = readGolden('golden_dense.csv');
  let ran = 0;
  for (const row of rows.filter((r) => r['row'] === 'summary')) {
    const id = row['case']!;
    const { einsum, architecture, mapping } = readNestCase(readCase(id), id);
    const names = [...architecture.levels.map(({ name }) => name), architecture.compute.name];
    const offChip = new Set(architecture.levels.filter((l) => l.capacityWords === null).map((l) => l.name));
    const text = writeTimeloop({ einsum, architecture, mapping, offChip, stated: new Set(names) });
    const { files } = importTimeloop([text], 'imported');
    const sweep = parse(files['sweep.yaml']!) as { workloads: PointSpec['workload'][] };
    const found = parse(files['mapping.yaml']!) as { layers: { layer: string; mapping: unknown }[] };
    const { metrics } = evaluate({
      architecture: parse(files['architecture.yaml']!) as PointSpec['architecture'],
      workload: sweep.workloads[0]!,
      fidelity: 'estimate',
      seed: 1,
      mapping: { objective: 'edp', search: 'auto', fixed: { layer: found.layers[0]!.mapping } },
    });
    ran++;
    assert.is(metrics['cycles'], Number(row['cycles']), id);
    const energy = Number(row['energy_total_pj']);
    assert.ok(
      Math.abs(metrics['energy_pj']! - energy) <= Math.max(0.01, 1e-6 * energy),
      `${id}: ${metrics['energy_pj']} for ${energy}`,
    );
  }
  assert.ok(ran >= 22, `${ran} ran`);
});

test.run();
