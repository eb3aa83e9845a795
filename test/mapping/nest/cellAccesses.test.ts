import { readNestCase } from '../../../src/cli/validation/nestCase.ts';
import type { StorageEnergy } from '../../../src/mapping/nest/nestArchitecture.ts';
import { compileNest } from '../../../src/mapping/nest/nestProblem.ts';
import { cellAccesses } from '../../../src/mapping/nest/sparse/cellAccesses.ts';
import { evaluateSparse } from '../../../src/mapping/nest/sparse/evaluateSparse.ts';
import { cellEnergy } from '../../../src/mapping/nest/sparse/sparseCost.ts';
import { planSparse } from '../../../src/mapping/nest/sparse/sparsePlan.ts';
import { assert, suite } from '../../harness.ts';
import { readGolden } from './readGolden.ts';

const test = suite('nest: row accesses of sparse cells');

const priced = (e: StorageEnergy): Record<string, number> => {
  const gated_read = e.gatedRead ?? e.read;
  const gated_write = e.gatedWrite ?? e.write;
  const metadata_read = e.metadataRead ?? 0;
  const metadata_write = e.metadataWrite ?? 0;
  const gated_metadata_write = e.gatedMetadataWrite ?? metadata_write;
  return {
    read: e.read,
    write: e.write,
    gated_read,
    gated_write,
    skipped_read: e.skippedRead ?? gated_read,
    skipped_write: e.skippedWrite ?? gated_write,
    metadata_read,
    metadata_write,
    gated_metadata_read: e.gatedMetadataRead ?? metadata_read,
    gated_metadata_write,
    skipped_metadata_read: e.skippedMetadataRead ?? metadata_read,
    skipped_metadata_write: e.skippedMetadataWrite ?? gated_metadata_write,
    decompress: e.decompress ?? 0,
    compress: e.compress ?? 0,
  };
};

test('accesses times their energies are the energy of the cell, on every golden case', () => {
  const { rows, readCase } = readGolden('golden_sparse.csv');
  let cells = 0;
  for (const id of new Set(rows.map((row) => row['case']!))) {
    const { einsum, architecture, mapping, densities, sparse } = readNestCase(readCase(id), id);
    const problem = compileNest(einsum, architecture);
    const plan = planSparse(problem, densities, sparse, true);
    const result = evaluateSparse(problem, plan, mapping);
    for (const cell of result.cells) {
      if (cell === undefined) continue;
      cells++;
      const expected = cellEnergy(problem, plan, result.cells, cell) * cell.averageInstances;
      const prices = priced(architecture.levels[cell.level]!.energyPj);
      let energy = 0;
      for (const [kind, count] of Object.entries(cellAccesses(problem, plan, result.cells, cell)))
        energy += count * prices[kind]!;
      assert.ok(Math.abs(energy - expected) <= 1e-9 * expected, `${id}: ${energy} for ${expected}`);
    }
  }
  assert.ok(cells > 300, `${cells} cells`);
});

test.run();
