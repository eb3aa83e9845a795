import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Library } from '../../src/engine/library.ts';
import { assert, suite } from '../harness.ts';
import { toyDataflow, toyLibrary, toyPoint } from './toyLibrary.ts';

const tests = suite('choice of a mapping');

const diagnosticOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!;
    throw error;
  }
  throw new Error('nothing was thrown');
};
const withSpace = (mapspace: typeof toyDataflow.mapspace): Library => ({
  ...toyLibrary,
  dataflows: [{ ...toyDataflow, mapspace }],
});

tests('says why nothing fits', () => {
  const empty = { size: 0, candidates: () => [], infeasible: 'a block needs 3 lanes, there are 2' };
  const found = diagnosticOf(() => evaluate(toyPoint(), { library: withSpace(() => empty) }));
  assert.is(found.code, 'WIN-MAP-002');
  assert.match(found.message, 'first');
  assert.is(found.hint, empty.infeasible);
  const silent = { size: 0, candidates: () => [] };
  assert.ok(
    diagnosticOf(() => evaluate(toyPoint(), { library: withSpace(() => silent) })).hint !== undefined,
  );
});

tests('takes the cost of the map space for cycles, and prices for energy', () => {
  let asked = 0;
  const space: typeof toyDataflow.mapspace = (...args) => ({
    ...toyDataflow.mapspace(...args),
    cost: ({ block }) => {
      asked += 1;
      return -block;
    },
  });
  const library = withSpace(space);
  assert.equal(evaluate(toyPoint(), { library }).layers[0]!.mapping, { block: 4 });
  assert.is(asked, 6);
  const byEnergy = toyPoint({ mapping: { objective: 'edp', search: 'all', fixed: {} } });
  assert.is(evaluate(byEnergy, { library }).layers[0]!.mapping_candidates, 3);
  assert.is(asked, 6);
});

tests('holds a fixed mapping to its schema, with the path to it', () => {
  const fixed = (mapping: unknown) =>
    toyPoint({ mapping: { objective: 'cycles', search: 'all', fixed: { second: mapping } } });
  const wrong = diagnosticOf(() => evaluate(fixed({ block: 0 }), { library: toyLibrary }));
  assert.is(wrong.code, 'WIN-MAP-004');
  assert.equal(wrong.path, ['mapping', 'fixed', 'second', 'block']);
  const unknown = diagnosticOf(() => evaluate(fixed({ block: 1, blok: 2 }), { library: toyLibrary }));
  assert.is(unknown.code, 'WIN-MAP-003');
  assert.is(unknown.hint, 'did you mean "block"?');
});

tests('is made again when the fixed mapping changes, and not otherwise', () => {
  let simulated = 0;
  const library: Library = {
    ...toyLibrary,
    dataflows: [
      {
        ...toyDataflow,
        simulate: (...args) => {
          simulated += 1;
          return toyDataflow.simulate(...args);
        },
      },
    ],
  };
  const fixed = (block: number) =>
    toyPoint({ mapping: { objective: 'cycles', search: 'all', fixed: { first: { block } } } });
  const traffic = (block: number) =>
    evaluate(fixed(block), { library }).layers[0]!.execution.traffic[0]!.reads;
  assert.is(traffic(1), 4 * 16 * 8);
  assert.is(traffic(2), 4 * 16 * 4);
  assert.is(traffic(1), 4 * 16 * 8);
  assert.is(simulated, 3);
});

tests('is searched once for both fidelities', () => {
  let searched = 0;
  const library = withSpace((...args) => {
    searched += 1;
    return toyDataflow.mapspace(...args);
  });
  const cycle = evaluate(toyPoint({ fidelity: 'cycle' }), { library });
  const estimate = evaluate(toyPoint({ fidelity: 'estimate' }), { library });
  assert.is(searched, 2);
  assert.is(cycle.fidelity, 'cycle');
  assert.equal(
    cycle.layers.map((layer) => layer.mapping),
    estimate.layers.map((layer) => layer.mapping),
  );
});

tests.run();
