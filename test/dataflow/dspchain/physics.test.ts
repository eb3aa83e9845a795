import type { DspChainHardware } from '../../../src/dataflow/dspchain/hardware.ts';
import { queueTimes } from '../../../src/dataflow/dspchain/queueTimes.ts';
import { evaluateTotals } from '../../../src/engine/evaluateTotals.ts';
import { shippedLibrary } from '../../../src/engine/shippedLibrary.ts';
import { assert, suite } from '../../harness.ts';
import { architectureSpec, llama2, shipped } from './shipped.ts';

const tests = suite('dsp-chain: what parameters do to the queues');

const { clock_hz, hardware } = shipped('vhk158-flightllm');
const { layers } = shippedLibrary.trace(llama2('decode', 512));
const before = queueTimes(layers, hardware, clock_hz);
const ratios = (changed: DspChainHardware) => {
  const after = queueTimes(layers, changed, clock_hz);
  return {
    total: after.cycles / before.cycles,
    LD: after.busy.LD / before.busy.LD,
    MV: after.busy.MV / before.busy.MV,
    MISC: after.busy.MISC / before.busy.MISC,
  };
};
const near = (actual: number, wanted: number, what: string, share = 0.01) =>
  assert.ok(Math.abs(actual / wanted - 1) <= share, `${what}: ${actual}, not ${wanted}`);

tests('half the vector columns take twice the MV time and leave the loads', () => {
  const half = ratios({ ...hardware, engine: { ...hardware.engine, mv_columns: 32 } });
  near(half.MV, 2, 'MV');
  near(half.LD, 1, 'LD');
  near(half.MISC, 1, 'MISC');
  assert.ok(half.total > 1.8 && half.total < 2, `${half.total}`);
});

tests('half the bandwidth takes twice the LD time and leaves MV', () => {
  const { memory } = hardware;
  const half = ratios({
    ...hardware,
    memory: { ...memory, bandwidth_bytes_per_s: memory.bandwidth_bytes_per_s / 2 },
  });
  near(half.LD, 2, 'LD');
  near(half.MV, 1, 'MV');
  // Compute-bound before, bound by memory after: between the two.
  assert.ok(half.total > 1.3 && half.total < 1.6, `${half.total}`);
});

tests('the chip’s clock moves MV, not the seconds of a load', () => {
  const faster = queueTimes(layers, hardware, 2 * clock_hz);
  near(faster.busy.MV, before.busy.MV, 'MV cycles');
  near(faster.busy.LD, 2 * before.busy.LD, 'LD cycles');
});

tests('cores work side by side at their efficiency', () => {
  const half = ratios({ ...hardware, cores: 2 });
  for (const [name, ratio] of Object.entries(half)) near(ratio, 2, name);
});

tests('fewer weights: N:M takes its share of MV and LD', () => {
  const spec = llama2('decode', 512);
  const times = [16, 8, 4].map((n) => {
    const weights = n === 16 ? { pattern: 'dense' } : { pattern: 'n:m', n, m: 16 };
    const trace = shippedLibrary.trace({ ...spec, sparsity: [{ layers: '*ffn*', weights }] } as never);
    const ffn = trace.layers.filter(
      ({ operation, name }) => operation.kind === 'gemm' && name.includes('ffn'),
    );
    return queueTimes(ffn, hardware, clock_hz).busy;
  });
  // The last group's columns past 11,008 are computed as if dense.
  near(times[1]!.MV / times[0]!.MV, 1 / 2, 'MV 8:16', 0.03);
  near(times[2]!.MV / times[0]!.MV, 1 / 4, 'MV 4:16', 0.08);
  near(times[1]!.LD / times[0]!.LD, 1 / 2, 'LD 8:16', 0.03);
});

tests('lengths of a bucket of 16 differ by less than a step between buckets', () => {
  const cycles = (context: number) =>
    queueTimes(shippedLibrary.trace(llama2('decode', context)).layers, hardware, clock_hz).cycles;
  const last = cycles(144);
  // Keys and scores are padded to whole blocks; rows of values are read as they are.
  const within = last - cycles(129);
  assert.ok(within >= 0 && within < 0.002 * last, `${within}`);
  assert.ok(cycles(145) - last > 0 && cycles(129) > cycles(128));
});

tests('a dense chain runs masks as dense', () => {
  const spec = {
    ...llama2('decode', 512),
    sparsity: [{ layers: '*ffn*', weights: { pattern: 'n:m', n: 4, m: 16 } }],
  };
  const point = (sparse: boolean) => {
    const architecture = architectureSpec('u280-flightllm') as unknown as DspChainHardware;
    const changed = { ...architecture, engine: { ...architecture.engine, sparse } };
    return evaluateTotals({
      architecture: changed as never,
      workload: spec as never,
      fidelity: 'estimate',
      seed: 1,
      mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
    }).metrics;
  };
  const [sparse, dense] = [point(true), point(false)];
  assert.ok(dense['cycles']! > 1.3 * sparse['cycles']!);
  assert.ok(dense['lut']! < sparse['lut']!);
  assert.is(dense['dsp'], sparse['dsp']);
});

tests('the closed form stays within 8 % of the queues on LLaMA2-7B', () => {
  for (const name of ['u280-flightllm', 'vhk158-flightllm'])
    for (const phase of ['decode', 'prefill'] as const) {
      const totals = (fidelity: 'estimate' | 'cycle') =>
        evaluateTotals({
          architecture: architectureSpec(name),
          workload: llama2(phase, 256),
          fidelity,
          seed: 1,
          mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
        }).metrics;
      near(totals('estimate')['cycles']!, totals('cycle')['cycles']!, `${name} ${phase}`, 0.08);
    }
});

tests('U280: 55 token/s within 10 %, 1.22 token/J within 15 %, and its resources', () => {
  let seconds = 0;
  let joules = 0;
  const contexts = [144, 400, 656, 912, 1152];
  let last: Readonly<Record<string, number>> = {};
  for (const context of contexts) {
    last = evaluateTotals({
      architecture: architectureSpec('u280-flightllm'),
      workload: llama2('decode', context),
      fidelity: 'cycle',
      seed: 1,
      mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
    }).metrics;
    seconds += last['latency_s']!;
    joules += last['energy_pj']! * 1e-12;
  }
  near(contexts.length / seconds, 55, 'token/s', 0.1);
  near(contexts.length / joules, 1.22, 'token/J', 0.15);
  near(last['dsp']!, 6345, 'DSP', 0.15);
  near(last['bram36']!, 1252, 'BRAM36', 0.15);
  near(last['uram']!, 792, 'URAM', 0.15);
});

tests.run();
