import { fileURLToPath } from 'node:url';
import type { DspChainHardware } from '../../../src/dataflow/dspchain/hardware.ts';
import type { Architecture } from '../../../src/engine/architectureSpec.ts';
import { parseArchitecture } from '../../../src/engine/parseArchitecture.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { shippedLibrary } from '../../../src/engine/shippedLibrary.ts';
import { loadDocument } from '../../../src/io/loadDocument.ts';
import { toValue } from '../../../src/io/sourceNode.ts';
import { repositoryRoot } from '../../harness.ts';

const read = (path: string): Record<string, unknown> =>
  toValue(loadDocument(fileURLToPath(new URL(path, repositoryRoot))).root) as Record<string, unknown>;

/** A shipped architecture as written, for points. */
export const architectureSpec = (name: string): PointSpec['architecture'] =>
  read(`configs/arch/fpga/${name}.yaml`) as PointSpec['architecture'];

/** A shipped architecture, validated. */
export const shipped = (name: string): Architecture & { readonly hardware: DspChainHardware } =>
  parseArchitecture(architectureSpec(name), shippedLibrary).architecture as never;

const kept = { pattern: 'block', block_rows: 16, block_cols: 16, density: 0.7 };

/** LLaMA2-7B with FlightLLM's widths and sparsity. */
export const llama2 = (phase: 'prefill' | 'decode', context: number): PointSpec['workload'] =>
  ({
    definition: read('configs/workload/llama-2-7b.yaml'),
    phase,
    context,
    detail: 'operators',
    output_head: true,
    bits: { weights: 4, activations: 8, outputs: 8 },
    sparsity: [
      { layers: '*.q', weights: kept },
      { layers: '*.k', weights: kept },
    ],
  }) as PointSpec['workload'];
