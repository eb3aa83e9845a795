import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readNestCase } from '../src/cli/validation/nestCase.ts';
import { analyseDense } from '../src/mapping/nest/denseAnalysis.ts';
import { costOfDense } from '../src/mapping/nest/denseCost.ts';
import { createDenseCounts } from '../src/mapping/nest/denseCounts.ts';
import { encodeMapping } from '../src/mapping/nest/encodeMapping.ts';
import { isLegal } from '../src/mapping/nest/nestLegality.ts';
import { compileNest } from '../src/mapping/nest/nestProblem.ts';
import { searchNest } from '../src/mapping/nest/search/searchNest.ts';
import { analyseSparse, createSparseWorkspace } from '../src/mapping/nest/sparse/analyseSparse.ts';
import { planSparse } from '../src/mapping/nest/sparse/sparsePlan.ts';

// Full evaluations per second on one core: counts of all levels and tensors, legality, cycles and energy.
const seconds = Number(process.env['WINNOW_BENCH_S'] ?? 1);
const golden = new URL('../../test/golden/timeloop/cases/', import.meta.url);
const read = (id: string) => readNestCase(parse(readFileSync(new URL(`${id}.yaml`, golden), 'utf8')), id);

function rate(name: string, run: () => void, per = 1): void {
  for (let i = 0; i < 2000; i++) run();
  const begin = process.cpuUsage().user;
  let done = 0;
  while ((process.cpuUsage().user - begin) / 1e6 < seconds) {
    for (let i = 0; i < 500; i++) run();
    done += 500;
  }
  const rate_per_s = (done * per) / ((process.cpuUsage().user - begin) / 1e6);
  console.log(`${name.padEnd(48)} ${Math.round(rate_per_s).toLocaleString('en').padStart(12)} /s`);
}

function dense(id: string): void {
  const source = read(id);
  const problem = compileNest(source.einsum, source.architecture);
  const nest = encodeMapping(problem, source.mapping);
  const counts = createDenseCounts(problem);
  const cost = { cycles: 0, energyPj: 0 };
  rate(`dense ${id}`, () => {
    analyseDense(problem, nest, counts);
    if (!isLegal(problem, nest, counts)) throw new Error(id);
    costOfDense(problem, nest, counts, cost);
  });
}

function sparse(id: string): void {
  const source = read(id);
  const problem = compileNest(source.einsum, source.architecture);
  const nest = encodeMapping(problem, source.mapping);
  const plan = planSparse(problem, source.densities, source.sparse);
  const work = createSparseWorkspace(problem);
  rate(`sparse ${id}`, () => {
    analyseSparse(problem, plan, nest, work);
  });
}

for (const id of ['D08-buf-conv2d-dil2', 'D18-nvdla-res3x3', 'D21-eyeriss-res3x3', 'D35-eyeriss-res3x3-bw'])
  dense(id);
for (const id of ['D10-os-gemm-bw', 'D30-simba-bert', 'D33-tpu-gemm']) dense(id);
for (const id of [
  'S07-gateB-onA',
  'S09-skipBoth',
  'S21-eyeriss-gate',
  'S3-eyeriss-alexnet_conv3',
  'S5-fig1-coordinate_list-0.1',
])
  sparse(id);

function moves(id: string): void {
  const source = read(id);
  const problem = compileNest(source.einsum, source.architecture);
  const levels = Object.entries(source.fixedKeep).map(([level, keep]) => ({ level, keep }));
  const begin = process.cpuUsage().user;
  const found = searchNest(
    problem,
    { levels },
    {
      objective: 'edp',
      evaluations: 1e9,
      seed: 0,
      search: 'annealing',
      stop: () => (process.cpuUsage().user - begin) / 1e6 > seconds,
    },
  );
  const spent = (process.cpuUsage().user - begin) / 1e6;
  const edp = (found.cost / 1e12).toExponential(4);
  console.log(
    `${`moves ${id}`.padEnd(48)} ${Math.round(found.evaluated / spent)
      .toLocaleString('en')
      .padStart(12)} /s   EDP ${edp}`,
  );
}

for (const id of [
  'M-eyeriss-resnet-conv3',
  'M-eyeriss-bert-gemm',
  'M-simba-resnet-conv3',
  'M-simba-bert-gemm',
])
  moves(id);
