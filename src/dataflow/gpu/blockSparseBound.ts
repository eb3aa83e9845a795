import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { Bound } from '../bound.ts';
import type { BlockGrid } from './blockGrid.ts';
import { arithmetic, boardBound, serialCycles } from './boardBound.ts';

const bytes = 2;
const line = 128;

/**
 * Whatever the tokens of a CTA: launch, first load and, but for memory, a CTA's prologue; then the kept blocks' products
 * at the peak rate, their lines and those of the activations through the SMs' load paths, the blocks of the longest row
 * one after another, or blocks, indices, activations and results at the data sheet's bandwidth.
 */
export function blockSparseBound(grid: BlockGrid, device: GpuDevice, clock_hz: number): Bound {
  const { block_n, block_k, rows, kept } = grid;
  const { m, n, k } = grid.view;
  const { cycles_per_line, load_latency_cycles, cta_us } = device.kernels.block_gemm;
  const sms = device.sm_count;
  const before = serialCycles(clock_hz, cta_us);
  const weight_lines = Math.ceil((block_n * block_k * bytes) / line);
  const lines = weight_lines + block_k * Math.ceil((m * bytes) / line);
  const longest = Math.ceil(kept / rows);
  const alone = load_latency_cycles + (weight_lines + block_k) * cycles_per_line;
  const weights = Math.min(n * k, kept * block_n * block_k);
  const works = [
    { ...arithmetic(m * weights, device.tensor_macs_per_cycle.f16 * sms), before },
    {
      name: 'load_path',
      cycles: (kept * lines * cycles_per_line) / sms,
      formula: `${kept} blocks × ${lines} lines × ${cycles_per_line} clk / ${sms} SMs`,
      before,
    },
    {
      name: 'latency',
      cycles: longest * Math.floor(alone),
      formula: `${longest} blocks of a row × ${Math.floor(alone)} clk`,
      before,
    },
  ];
  const stored = kept * (block_n * block_k * bytes + 4) + (rows + 1) * 4;
  const moved = stored + (m * k + m * n) * bytes;
  const serial = serialCycles(clock_hz, device.launch_us, device.load_latency_us);
  return boardBound(serial, moved, works, device, clock_hz);
}
