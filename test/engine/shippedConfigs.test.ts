import { relative } from 'node:path';
import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { evaluateTotals } from '../../src/engine/evaluateTotals.ts';
import { findMetric } from '../../src/engine/metrics.ts';
import { sensitivity } from '../../src/engine/sensitivity.ts';
import { assert, suite } from '../harness.ts';
import { shippedFiles, shippedFolder, shippedPoint, workloadsOf } from './shippedCases.ts';

/** undefined where the architecture refuses the workload with a diagnostic. */
const refused = (work: () => void): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof DiagnosticError) return true;
    throw error;
  }
};

const tests = suite('shipped architectures');

for (const file of shippedFiles) {
  const name = relative(shippedFolder, file);

  tests(`${name} runs, keeps every law, and gives the same totals again`, () => {
    let ran = 0;
    for (const [title, workload] of workloadsOf(file))
      for (const fidelity of ['estimate', 'cycle'] as const) {
        const spec = shippedPoint(file, workload, fidelity);
        refused(() => {
          const { metrics, breakdown, warnings, components, layers } = evaluate(spec);
          assert.equal(evaluateTotals(spec), { metrics, breakdown, warnings }, title);
          for (const metric of Object.keys(metrics)) assert.ok(findMetric(metric) !== null, metric);
          for (const component of components)
            for (const price of Object.values(component.prices))
              assert.ok(price.source !== '' && price.verified !== '', component.instance.name);
          assert.ok(layers.every((layer) => layer.energy_pj > 0));
          ran += 1;
        });
      }
    assert.ok(ran >= 4, `${ran} workloads ran`);
  });
}

/** Dataflows that hand layers to the kernels of `gpu`: its device's keys are live there. */
const onLibrary: readonly string[] = ['bit-plane-gemm', 'group-sparse-quant-gemv'];

/**
 * Live in one configuration of a dataflow is enough: a device without 2:4 units still has the file's keys for them.
 * The process node selects rows of the tables, and a GPU is priced from its board alone. Operands have widths but no
 * formats: 8 bits run as int8, so that only the validation suites reach the fp8 rates. An FPGA's prices are per slice of
 * its kind, whatever the node; its slices' own limit is several times the clock of any design.
 */
const excused: Readonly<Record<string, readonly string[]>> = {
  // Formats that the mapper may leave.
  'loop-nest': ['choose.formats.0.metadata_bits', 'choose.formats.1.metadata_bits'],
  // A cache of 3 MiB never replaces a line of matrices this small; random small ones do (test/dataflow/spgemm).
  'spgemm-merge': ['cache.ways'],
  gpu: ['technology.node_nm', 'gpu.tensor_macs_per_cycle.f8', 'gpu.sustained_flops.f8'],
  'bit-plane-gemm': ['technology.node_nm'],
  'group-sparse-quant-gemv': ['technology.node_nm'],
  sat: ['technology.node_nm'],
  'dsp-chain': ['technology.node_nm', 'fpga.dsp_limit_hz'],
};

tests('have no parameter that nothing reads', () => {
  const live = new Map<string, Set<string>>();
  const dead = new Map<string, Set<string>>();
  for (const file of shippedFiles)
    for (const [, workload] of workloadsOf(file)) {
      const spec = shippedPoint(file, workload, 'cycle');
      const dataflow = String(spec.architecture['dataflow']);
      const alive = live.get(dataflow) ?? new Set(excused[dataflow]);
      const suspects = dead.get(dataflow) ?? new Set();
      live.set(dataflow, alive);
      dead.set(dataflow, suspects);
      refused(() => {
        const elsewhere = (p: string): boolean => onLibrary.includes(dataflow) && p.startsWith('gpu.');
        for (const { path, state } of sensitivity(spec, { skip: (p) => alive.has(p) || elsewhere(p) }))
          (state === 'dead' ? suspects : alive).add(path.join('.'));
      });
    }
  for (const [dataflow, suspects] of dead) {
    const alive = live.get(dataflow)!;
    assert.equal(
      [...suspects].filter((path) => !alive.has(path)),
      [],
      dataflow,
    );
  }
});

tests.run();
