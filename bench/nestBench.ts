import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readNestCase } from '../src/cli/validation/nestCase.ts';
import { randomStream } from '../src/core/random.ts';
import { analyseDense } from '../src/mapping/nest/denseAnalysis.ts';
import { costOfDense } from '../src/mapping/nest/denseCost.ts';
import { createDenseCounts } from '../src/mapping/nest/denseCounts.ts';
import { encodeMapping } from '../src/mapping/nest/encodeMapping.ts';
import { createLoopNest } from '../src/mapping/nest/loopNest.ts';
import { isLegal } from '../src/mapping/nest/nestLegality.ts';
import { compileNest } from '../src/mapping/nest/nestProblem.ts';
import { encodeGenome, outermostGenome } from '../src/mapping/nest/search/genome.ts';
import { freeDims, mutate } from '../src/mapping/nest/search/genomeMoves.ts';
import { buildNestSpace } from '../src/mapping/nest/search/nestSpace.ts';
import { searchNest } from '../src/mapping/nest/search/searchNest.ts';
import { analyseSparse, createSparseWorkspace } from '../src/mapping/nest/sparse/analyseSparse.ts';
import { sparseProblems } from '../src/mapping/nest/sparse/sparseLegality.ts';
import { planSparse } from '../src/mapping/nest/sparse/sparsePlan.ts';

// Full evaluations per second on one core: counts of all levels and tensors, legality, cycles and energy.
const seconds = Number(process.env['WINNOW_BENCH_S'] ?? 1);
const golden = new URL('../../test/golden/timeloop/cases/', import.meta.url);
const read = (id: string) => readNestCase(parse(readFileSync(new URL(`${id}.yaml`, golden), 'utf8')), id);

function rateOf(run: () => void, spend = seconds): number {
  for (let i = 0; i < 2000; i++) run();
  const begin = process.cpuUsage().user;
  let done = 0;
  while ((process.cpuUsage().user - begin) / 1e6 < spend) {
    for (let i = 0; i < 500; i++) run();
    done += 500;
  }
  return done / ((process.cpuUsage().user - begin) / 1e6);
}

function print(name: string, rate_per_s: number): void {
  console.log(`${name.padEnd(72)} ${Math.round(rate_per_s).toLocaleString('en').padStart(12)} /s`);
}

function dense(id: string): void {
  const source = read(id);
  const problem = compileNest(source.einsum, source.architecture);
  const nest = encodeMapping(problem, source.mapping);
  const counts = createDenseCounts(problem);
  const cost = { cycles: 0, energyPj: 0 };
  const rate_per_s = rateOf(() => {
    analyseDense(problem, nest, counts);
    if (!isLegal(problem, nest, counts)) throw new Error(id);
    costOfDense(problem, nest, counts, cost);
  });
  print(`dense ${id}`, rate_per_s);
}

/** Analysis with legality of one mapping, again and again. */
function sparse(id: string): number {
  const source = read(id);
  const problem = compileNest(source.einsum, source.architecture);
  const nest = encodeMapping(problem, source.mapping);
  const plan = planSparse(problem, source.densities, source.sparse);
  const work = createSparseWorkspace(problem);
  return rateOf(() => {
    sparseProblems(problem, plan, nest, analyseSparse(problem, plan, nest, work).cells);
  }, seconds / 4);
}

/** The same for mappings that a walk through the map space meets for the first time. */
function sparseWalk(id: string): number {
  const source = read(id);
  const problem = compileNest(source.einsum, source.architecture);
  const plan = planSparse(problem, source.densities, source.sparse);
  const work = createSparseWorkspace(problem);
  const space = buildNestSpace(problem);
  const random = randomStream(1, 'sparse walk');
  const free = freeDims(space);
  const genome = outermostGenome(space);
  const nests = Array.from({ length: 20_000 }, () => {
    mutate(space, genome, random, free);
    const nest = createLoopNest(problem);
    encodeGenome(space, genome, nest);
    return nest;
  });
  const begin = process.cpuUsage().user;
  for (const nest of nests)
    sparseProblems(problem, plan, nest, analyseSparse(problem, plan, nest, work).cells);
  return nests.length / ((process.cpuUsage().user - begin) / 1e6);
}

for (const id of ['D08-buf-conv2d-dil2', 'D18-nvdla-res3x3', 'D21-eyeriss-res3x3', 'D35-eyeriss-res3x3-bw'])
  dense(id);
for (const id of ['D10-os-gemm-bw', 'D30-simba-bert', 'D33-tpu-gemm']) dense(id);
const sparseCases = readdirSync(golden)
  .filter((name) => name.startsWith('S'))
  .map((name) => name.replace('.yaml', ''));
const rates = sparseCases.map((id) => ({ id, rate_per_s: sparse(id) }));
rates.sort((a, b) => a.rate_per_s - b.rate_per_s);
for (const { id, rate_per_s } of rates.slice(0, 5)) print(`sparse ${id}`, rate_per_s);
print(`sparse, median of ${rates.length} cases`, rates[rates.length >> 1]!.rate_per_s);
for (const id of [
  'S07-gateB-onA',
  'S3-eyeriss-alexnet_conv2',
  'S5-fig1-coordinate_list-0.1',
  'S1-eyerissv2pe-L13',
])
  print(`sparse ${id}, new mappings`, sparseWalk(id));

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
    `${`moves ${id}`.padEnd(72)} ${Math.round(found.evaluated / spent)
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
