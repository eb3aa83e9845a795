import { readNestCase } from '../../../src/cli/validation/nestCase.ts';
import { evaluateDense } from '../../../src/mapping/nest/evaluateDense.ts';
import type { LevelMapping, Loop } from '../../../src/mapping/nest/nestMapping.ts';
import { compileNest } from '../../../src/mapping/nest/nestProblem.ts';
import { assert, suite } from '../../harness.ts';
import { readGolden } from './readGolden.ts';

const test = suite("timeloop-mapper's best mappings, evaluated here");

/** `GLB t[K16 P7] sx[C2] sy[Q7]`, loops outermost first. */
function parseLevel(text: string, keep: readonly string[] | undefined): LevelMapping {
  const loops = (kind: string): Loop[] =>
    (new RegExp(` ${kind}\\[([^\\]]*)\\]`).exec(text)?.[1] ?? '')
      .split(' ')
      .filter(Boolean)
      .map((token): Loop => [token.slice(0, 1), Number(token.slice(1))]);
  return {
    level: text.split(' ')[0]!,
    temporal: loops('t'),
    spatial: { x: loops('sx'), y: loops('sy') },
    forwarding: true,
    ...(keep === undefined ? {} : { keep }),
  };
}

test('cycles are equal and energies agree to what is printed, with neighbour forwarding', () => {
  const { rows, readCase } = readGolden('mapper_best.csv');
  assert.is(rows.length, 35);
  for (const row of rows) {
    const id = row['case']!;
    const source = readNestCase(readCase(id), id);
    const mapping = row['best_mapping']!.split(';').map((level) => {
      const text = level.trim();
      return parseLevel(text, source.fixedKeep[text.split(' ')[0]!]);
    });
    const result = evaluateDense(compileNest(source.einsum, source.architecture), mapping);
    assert.is(result.cycles, Number(row['best_cycles']), `${id} ${row['best_mapping']}`);
    const energy = Number(row['best_energy_pj']);
    assert.ok(
      Math.abs(result.energyPj - energy) <= Math.max(0.06, 1e-6 * energy),
      `${id}: ${result.energyPj}, ${energy}`,
    );
  }
});

test.run();
