import { join } from 'node:path';
import type { DspChainHardware } from '../../../dataflow/dspchain/hardware.ts';
import { type QueueTimes, queueTimes } from '../../../dataflow/dspchain/queueTimes.ts';
import { shippedLibrary } from '../../../engine/shippedLibrary.ts';
import { loadDocument } from '../../../io/loadDocument.ts';
import { packageRoot } from '../../../io/shippedFiles.ts';
import { toValue } from '../../../io/sourceNode.ts';
import { shippedArchitecture } from '../gpu/shippedArchitecture.ts';

/** Milliseconds of a network and of each queue's instructions. */
export interface ArtifactTimes {
  readonly total: number;
  readonly busy: QueueTimes['busy'];
}

/** q and k keep 0.7 of their blocks, all other weights are dense (artifact, decode-token IR: sparse_ratio). */
const kept = { pattern: 'block', block_rows: 16, block_cols: 16, density: 0.7 } as const;

/**
 * LLaMA2-7B as FlightLLM's artifact has it (4-bit weights, INT8 activations and cache, head over every token), on its
 * VHK158: runs the instructions of a prompt or of one decode step with a cache of `context` tokens.
 */
export function artifactRun(): (phase: 'prefill' | 'decode', context: number) => ArtifactTimes {
  const { clock_hz, hardware } = shippedArchitecture('fpga/vhk158-flightllm');
  const { root } = loadDocument(join(packageRoot(), 'configs', 'workload', 'llama-2-7b.yaml'));
  const definition = toValue(root) as Record<string, unknown>;
  const known = new Map<string, ArtifactTimes>();
  return (phase, context) => {
    const key = `${phase} ${context}`;
    let times = known.get(key);
    if (times === undefined) {
      const { layers } = shippedLibrary.trace({
        definition,
        phase,
        context,
        detail: 'operators',
        output_head: 'all',
        bits: { weights: 4, activations: 8, outputs: 8 },
        sparsity: [
          { layers: '*.q', weights: kept },
          { layers: '*.k', weights: kept },
        ],
      });
      const { cycles, busy } = queueTimes(layers, hardware as DspChainHardware, clock_hz);
      const ms = (count: number): number => (count / clock_hz) * 1e3;
      const named = Object.entries(busy).map(([name, count]) => [name, ms(count)]);
      times = { total: ms(cycles), busy: Object.fromEntries(named) as ArtifactTimes['busy'] };
      known.set(key, times);
    }
    return times;
  };
}
