/** A built-in scalar of a result, as report, command line and constraints need to know it. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** How it is computed, in the names of other metrics. */
  readonly formula: string;
  readonly description: string;
}

const metric = (
  name: string,
  unit: string,
  better: Metric['better'],
  formula: string,
  description: string,
): Metric => ({ name, unit, better, formula, description });

/**
 * Every built-in metric with a fixed name. A result holds those that have a meaning for its workload. Besides these it
 * has `<memory>_bytes` for each memory (`memoryMetric`).
 */
export const metrics: readonly Metric[] = [
  metric('cycles', 'cycles', 'lower', 'Σ layer count × layer cycles', 'Time of one pass of the workload'),
  metric('latency_s', 's', 'lower', 'cycles / clock_hz', 'Time of one pass of the workload'),
  metric(
    'energy_pj',
    'pJ',
    'lower',
    'energy_dynamic_pj + energy_leakage_pj',
    'Energy of one pass, off-chip memory included',
  ),
  metric('energy_dynamic_pj', 'pJ', 'lower', 'Σ action count × price', 'Energy of all actions of one pass'),
  metric('energy_leakage_pj', 'pJ', 'lower', 'leakage power × latency_s', 'Static energy of one pass'),
  metric('power_w', 'W', 'lower', 'energy_pj × 1e-12 / latency_s', 'Mean power'),
  metric('area_mm2', 'mm²', 'lower', 'Σ component count × area', 'On-chip area of the components listed'),
  metric('edp', 'J·s', 'lower', 'energy_pj × 1e-12 × latency_s', 'Energy-delay product'),
  metric(
    'utilisation',
    '1',
    'higher',
    'Σ cycles × array utilisation / cycles',
    'Effectual multiply-accumulates over the slots of the array',
  ),
  metric('macs', 'MAC', 'higher', 'Σ dense multiply-accumulates', 'Work of one pass as if nothing were zero'),
  metric('effectual_macs', 'MAC', 'higher', 'Σ effectual', 'Multiply-accumulates of two non-zeros'),
  metric(
    'effectual_gflops',
    'GFLOP/s',
    'higher',
    '2 × effectual_macs / latency_s × 1e-9',
    'Useful arithmetic of sparse products; a multiplication and an addition each',
  ),
  metric(
    'dram_row_hit_rate',
    '1',
    'higher',
    'Σ row hits / Σ row accesses',
    'Accesses to an open row, as the controller of an exact DRAM counts them',
  ),
  metric(
    'dram_bus_utilisation',
    '1',
    'higher',
    'Σ bursts × burst time / (buses × latency_s)',
    'Share of the time that the data buses of an exact DRAM carry bursts',
  ),
  metric(
    'dram_refresh_share',
    '1',
    'lower',
    'Σ refreshes × tRFC / (ranks × latency_s)',
    'Share of the time that a rank of an exact DRAM is refreshed and answers nothing',
  ),
  metric(
    'samples_per_s',
    '1/s',
    'higher',
    'samples / latency_s',
    'Throughput of a vision or encoder workload',
  ),
  metric('tokens_per_s', '1/s', 'higher', 'tokens / latency_s', 'Throughput of a language model'),
  metric('tokens_per_j', '1/J', 'higher', 'tokens / (energy_pj × 1e-12)', 'Tokens for one joule'),
  metric('ttft_s', 's', 'lower', 'latency_s of a prefill', 'Time to the first token'),
  metric(
    'clock_hz',
    'Hz',
    'higher',
    'min(clock_hz, what the device reaches)',
    'Clock of a design on an FPGA',
  ),
  metric(
    'dsp',
    'slices',
    'lower',
    'Σ component count × DSP slices',
    'DSP slices of the device, shell included',
  ),
  metric('lut', 'LUT', 'lower', 'Σ component count × LUTs', 'Look-up tables of the device, shell included'),
  metric('ff', 'FF', 'lower', 'Σ component count × flip-flops', 'Flip-flops of the device, shell included'),
  metric(
    'bram36',
    'blocks',
    'lower',
    'Σ component count × block RAMs',
    'Block RAMs of 36 Kib, shell included',
  ),
  metric('uram', 'blocks', 'lower', 'Σ component count × UltraRAMs', 'UltraRAMs of 288 Kib'),
  metric(
    'memory_channels',
    '1',
    'lower',
    'cores × channels of a core',
    'Memory channels that the design uses',
  ),
  metric(
    'memory_channels_share',
    '1',
    'lower',
    'memory_channels / channels of the device',
    'Share of the channels that is used',
  ),
  metric(
    'weights_stored_bytes',
    'bytes',
    'lower',
    'Σ stored weights and their indices',
    'Weights in off-chip memory',
  ),
  metric('cache_stored_bytes', 'bytes', 'lower', 'Σ keys and values', 'Keys and values in off-chip memory'),
  metric(
    'instructions_stored_bytes',
    'bytes',
    'lower',
    'Σ over buckets of lengths',
    'Streams of instructions kept ready for all lengths',
  ),
  metric(
    'memory_share',
    '1',
    'lower',
    'max over memories of stored / capacity',
    'Share of the fullest off-chip memory',
  ),
  metric('dsp_share', '1', 'lower', 'dsp / dsp of the device', 'Share of the device that is taken'),
  metric('lut_share', '1', 'lower', 'lut / lut of the device', 'Share of the device that is taken'),
  metric('ff_share', '1', 'lower', 'ff / ff of the device', 'Share of the device that is taken'),
  metric('bram36_share', '1', 'lower', 'bram36 / bram36 of the device', 'Share of the device that is taken'),
  metric('uram_share', '1', 'lower', 'uram / uram of the device', 'Share of the device that is taken'),
  metric(
    'device_share',
    '1',
    'lower',
    'max over resources of taken / available',
    'Share of the fullest resource',
  ),
];

/** The metric of a memory's traffic, reads and writes, metadata included: `scratchpad.a` → `scratchpad_a_bytes`. */
export function memoryMetric(memory: string): Metric {
  const name = memoryMetricName(memory);
  return metric(name, 'bytes', 'lower', 'Σ bytes read + written', `Traffic of ${memory} in one pass`);
}

export const memoryMetricName = (memory: string): string => `${memory.replace(/[^A-Za-z0-9]+/g, '_')}_bytes`;

/** The declaration of a metric of a result, or null where no built-in metric has the name. */
export function findMetric(name: string): Metric | null {
  const declared = metrics.find((m) => m.name === name);
  if (declared !== undefined) return declared;
  return /^[A-Za-z][A-Za-z0-9_]*_bytes$/.test(name) ? memoryMetric(name.slice(0, -'_bytes'.length)) : null;
}
