import { fileURLToPath } from 'node:url';
import { type DramParams, dramParams } from '../src/arch/dram/dramParams.ts';
import { createMemorySystem } from '../src/arch/dram/memorySystem.ts';
import { dramPresets } from '../src/arch/dram/presets.gen.ts';
import { type ArrivalProcess, replay, type Trace } from '../src/arch/dram/replay.ts';
import { createStreamMemory, streamRun } from '../src/arch/dram/stream.ts';
import { peerArrival, peerParams } from '../src/cli/validation/dram/peerParams.ts';
import { peerTrace } from '../src/cli/validation/dram/peerTrace.ts';
import { csvRecords, readCsv } from '../src/io/readCsv.ts';

/** One figure: requests per second of processor time, on one core. */
export interface DramRate {
  readonly name: string;
  readonly requests_per_s: number;
}

function seconds(run: () => void, repeats: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < repeats; k++) {
    const begin = process.cpuUsage();
    run();
    const used = process.cpuUsage(begin);
    best = Math.min(best, (used.user + used.system) / 1e6);
  }
  return best;
}

function exact(p: DramParams, trace: Trace, arrival: ArrivalProcess, repeats: number): number {
  const time = seconds(() => replay(createMemorySystem(p), trace, arrival), repeats);
  return trace.addresses.length / time;
}

/** Geometric mean over the golden rows (parsed CSV), request by request. */
export function goldenRate(rows: readonly Readonly<Record<string, string>>[], repeats = 2): DramRate {
  let logs = 0;
  for (const row of rows) {
    const p = peerParams(row);
    logs += Math.log(exact(p, peerTrace(row, p), peerArrival(row), repeats));
  }
  return { name: 'golden traces, request by request', requests_per_s: Math.exp(logs / rows.length) };
}

/** Sequential reads of every preset, request by request. */
export function sequentialRates(requests = 400_000): DramRate[] {
  const addresses = Float64Array.from({ length: requests }, (_, i) => i);
  return Object.values(dramPresets).map((preset) => {
    const p = dramParams.parse(preset);
    const arrival = {
      issue_per_clock: p.organization.channels,
      outstanding_reads: Number.POSITIVE_INFINITY,
      gap: 0,
    };
    return {
      name: `sequential ${p.name}`,
      requests_per_s: exact(p, { addresses, writes: null }, arrival, 4),
    };
  });
}

/**
 * One contiguous read of every preset through the burst-run interface, from an empty window memory: four times as long
 * until it takes three seconds.
 */
export function streamRates(most = 200_000_000): DramRate[] {
  return Object.values(dramPresets).map((preset) => {
    const p = dramParams.parse(preset);
    for (let requests = 200_000; ; requests = Math.min(4 * requests, most)) {
      const time = seconds(() => {
        streamRun(createMemorySystem(p), createStreamMemory(), 0, requests, 0, p.organization.channels);
      }, 1);
      if (time >= 3 || requests === most)
        return { name: `stream ${p.name}`, requests_per_s: requests / time };
    }
  });
}

/** All figures; rows of test/golden/dram/golden.csv. */
export function dramBench(rows: readonly Readonly<Record<string, string>>[]): DramRate[] {
  return [goldenRate(rows), ...sequentialRates(), ...streamRates()];
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self) {
  const golden = fileURLToPath(new URL('../../test/golden/dram/golden.csv', import.meta.url));
  for (const { name, requests_per_s } of dramBench(csvRecords(readCsv(golden))))
    console.log(`${name.padEnd(48)} ${(requests_per_s / 1e6).toFixed(2).padStart(10)} M requests/s`);
}
