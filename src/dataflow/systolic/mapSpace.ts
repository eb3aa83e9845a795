import type { DesignContext } from '../../arch/designContext.ts';
import { memoryPace } from '../../arch/offChipMemory.ts';
import { boundedCache } from '../../core/boundedCache.ts';
import type { MapSpace } from '../../mapping/mapSpace.ts';
import type { Operation } from '../../workload/operation.ts';
import * as at from './candidates.ts';
import { Capacity, residentMask } from './capacity.ts';
import { overlappedCycles } from './closedForm.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import { type Study, studyOf } from './study.ts';
import { TileTerms } from './tileTerms.ts';
import { loopOrders } from './tiling.ts';

/** By study; bounded in bytes. */
const tables = boundedCache<number, at.Candidates>(12 * 1024 * 1024, ({ rows }) => 512 + rows.byteLength);

function tableOf({ id, problem, chip }: Study): at.Candidates {
  let table = tables.get(id);
  if (table === undefined) {
    table = at.candidates(problem, chip);
    tables.set(id, table);
  }
  return table;
}

/** The mappings of `candidates`, priced by the closed form. What does not depend on the DRAM is worked out once. */
export function systolicMapSpace(
  operation: Operation,
  hardware: SystolicHardware,
  design: DesignContext,
): MapSpace<SystolicMapping> {
  const study = studyOf(operation, hardware);
  const { size, count, rows, tooLarge } = tableOf(study);
  const { buffers } = hardware.scratchpad;
  const pace = memoryPace(hardware.dram, design.clock_hz);
  const rate = pace.bandwidth_bytes_per_s / design.clock_hz;
  const latency = pace.latency_cycles;
  const cycles = (busy: number, bytes: number, first: number, last: number, steps: number): number =>
    overlappedCycles(buffers, busy, bytes / rate, first / rate + latency, last / rate, latency, steps);
  const mapping = (index: number): SystolicMapping => {
    const row = index * at.stride;
    return {
      tile: { m: rows[row + at.tileM]!, n: rows[row + at.tileN]!, k: rows[row + at.tileK]! },
      order: at.orders[rows[row + at.order]!]!,
      resident: at.residents[rows[row + at.resident]!]!,
    };
  };
  return {
    size,
    *candidates() {
      for (let i = 0; i < count; i++) yield mapping(i);
    },
    cost({ tile, order, resident }) {
      const terms = new TileTerms(study.problem, study.chip);
      terms.measure(tile.m, tile.n, tile.k);
      const axes = loopOrders[order];
      const bytes = terms.bytes(axes, residentMask(resident));
      return cycles(terms.busy(axes), bytes, terms.first, terms.last, terms.steps);
    },
    listed: {
      count,
      at: mapping,
      costs() {
        const costs = new Float64Array(count);
        for (let i = 0, row = 0; i < count; i++, row += at.stride)
          costs[i] = cycles(
            rows[row + at.busy]!,
            rows[row + at.bytes]!,
            rows[row + at.first]!,
            rows[row + at.last]!,
            rows[row + at.steps]!,
          );
        return costs;
      },
    },
    ...(tooLarge === null ? {} : { infeasible: reason(study, ...tooLarge) }),
  };
}

function reason({ problem, chip }: Study, m: number, n: number, k: number): string {
  const capacity = new Capacity(problem, chip);
  const kib = (bytes: number) => `${Math.ceil(bytes / 102.4) / 10} KiB`;
  const tilesM = Math.ceil(problem.m / m);
  const tilesN = Math.ceil(problem.n / n);
  const tilesK = Math.ceil(problem.space.slots / k);
  const bits = tilesK > 1 ? problem.bitsPartial : problem.bitsOut;
  const a = kib(capacity.bytesA(m, k, tilesM * tilesK, 0));
  const b = kib(capacity.bytesB(n, k, tilesN * tilesK, 0));
  const out = kib(capacity.bytesOut(m, n, tilesM * tilesN, bits, 0));
  return `the smallest tiles (m ${m}, n ${n}, k ${k}) need ${a} for a, ${b} for b and ${out} for outputs`;
}
