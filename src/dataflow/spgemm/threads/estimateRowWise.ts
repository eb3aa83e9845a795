import { memoryLimit, memoryPace } from '../../../arch/offChipMemory.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Execution } from '../../execution.ts';
import type { SimulationContext } from '../../simulationContext.ts';
import { expectedOutputs, rowProductsOf } from '../expectedOutputs.ts';
import { sparseProblem } from '../sparseProblem.ts';
import { rowWiseBound } from './rowWiseBound.ts';
import type { RowWiseHardware } from './rowWiseHardware.ts';
import {
  inAtomic,
  inCollision,
  inCompute,
  inDram,
  inIssue,
  inToken,
  inWriteBack,
  type ThreadCounts,
  threadReasonCount,
} from './threadCounts.ts';
import { threadExecution } from './threadExecution.ts';
import { hashSlots, planWindows } from './windows.ts';

/**
 * The closed form: threads evenly loaded, no queue but the fullest resource; probes after Knuth (vol. 3, 6.4) for a
 * table that fills evenly up to its load. Imbalance and clustering are what it can't see.
 */
export function estimateRowWise(
  operation: Operation,
  hardware: RowWiseHardware,
  _mapping: unknown,
  context: SimulationContext,
): Execution {
  const { cores, instructions, scratchpad, accumulator, dram } = hardware;
  const problem = sparseProblem(operation, hardware.index_bytes, context);
  const { a, b, nnzA, products, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const outputs = Math.min(products, expectedOutputs(rowProductsOf(a, b), b.cols));
  const windows = planWindows(problem, hardware).count;
  const pace = memoryPace(dram, context.clock_hz);
  const perCycle = pace.bandwidth_bytes_per_s / context.clock_hz;
  const bulk = hardware.operands === 'dma';
  const hashed = accumulator.kind === 'hash';
  const inMemory = accumulator.kind === 'memory';
  const engine = hardware.write_back === 'dma';
  const rows = hardware.distribution === 'nonzero-tokens' ? 0 : a.rows;
  const load = hashed ? accumulator.load / 2 : 0;
  const probes = inMemory ? products : Math.round((products * (1 + 1 / (1 - load))) / 2);
  const collisions = probes - products;
  const scanned = engine ? 0 : hashed ? windows * hashSlots(hardware) : outputs;
  const tokens =
    hardware.distribution === 'static' ? 0 : hardware.distribution === 'row-tokens' ? a.rows : nnzA;
  const valueBytes = bytesOut - indexBytes;

  const busy = rows * instructions.row + nnzA * instructions.nonzero + products * instructions.multiply;
  const compute = busy + (bulk ? 0 : products * instructions.load);
  const probing = collisions * (instructions.probe + scratchpad.atomic_cycles);
  const atomics = inMemory ? 0 : products * scratchpad.atomic_cycles * (hashed ? 2 : 1);
  const readBytes = nnzA * (bytesA + 2 * indexBytes) + products * bytesB + rows * 2 * indexBytes;
  const sumBytes = inMemory ? 2 * products * valueBytes : 0;
  const requests = rows + nnzA * (bulk ? 3 : 2) + (bulk ? 0 : products);
  const waits = requests * (pace.latency_cycles + 1) + readBytes / perCycle;
  const sums = inMemory ? products * (pace.latency_cycles + 1) + sumBytes / perCycle : 0;
  const outBytes = outputs * (bytesOut + (inMemory ? valueBytes : 0));

  const threads = cores.count * cores.threads;
  const issued = compute + collisions * instructions.probe;
  const serial = (compute + probing + atomics + waits + sums + tokens * scratchpad.atomic_cycles) / threads;
  const banked = (atomics + collisions * scratchpad.atomic_cycles) / scratchpad.banks;
  const memory = (readBytes + sumBytes + (engine ? outBytes : 0)) / perCycle;
  const main = Math.ceil(Math.max(serial, issued / cores.count, banked, memory));
  const emptied = engine
    ? 0
    : Math.ceil(Math.max((scanned * instructions.scan) / cores.count, outBytes / perCycle));
  const { cycles: least } = rowWiseBound(operation, hardware, context);
  const cycles = Math.max(least, main + emptied, 1);

  const spent = new Float64Array(threadReasonCount);
  const whole = threads * cycles;
  const put = (reason: number, amount: number): void => {
    const left = whole - spent.reduce((sum, x) => sum + x, 0);
    spent[reason]! += Math.max(0, Math.min(left, Math.round(amount)));
  };
  put(inCompute, compute);
  put(inWriteBack, emptied * threads);
  put(inCollision, probing);
  put(inAtomic, atomics + sums);
  put(inToken, tokens * scratchpad.atomic_cycles);
  put(inDram, memory >= issued / cores.count ? whole : waits);
  put(inIssue, whole);
  const counts: ThreadCounts = {
    cycles,
    spent,
    issued: issued + scanned * instructions.scan,
    probes,
    collisions,
    tokens,
    outputs,
    scanned,
    windows,
    readA: nnzA,
    readB: products,
    readPointersA: 2 * rows,
    readPointersB: 2 * nnzA,
  };
  const peak = memoryLimit(dram).bandwidth_bytes_per_s / context.clock_hz;
  return threadExecution(problem, hardware, counts, peak, null);
}
