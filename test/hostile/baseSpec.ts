/** A small legal sweep: the hostile specs are this one with one thing wrong. Line numbers in the tests count from here. */
export const baseLines = [
  'kind: sweep',
  'version: 1',
  'name: base',
  'workloads:',
  '  - name: net',
  '    layers:',
  '      - { name: one, gemm: [64, 64, 64] }',
  '      - { name: two, conv: { height: 14, width: 14, channels: 8, filters: 8, kernel: 3, padding: 1 } }',
  '    sparsity: { weights: { pattern: n:m, n: 2, m: 4 } }',
  'architectures:',
  '  - version: 1',
  '    name: small',
  '    dataflow: systolic',
  '    clock_hz: 1.0e9',
  '    technology: { node_nm: 45 }',
  '    array:',
  '      rows: 16',
  '      cols: 16',
  '      dataflow: ws',
  '      bits_a: 8',
  '      bits_b: 8',
  '      accumulator_bits: 32',
  '      pe_pitch_um: 20',
  '    scratchpad: { arrangement: split, a_kib: 32, b_kib: 32, out_kib: 32, word_bits: 64 }',
  '    dram: { kind: ddr4, bandwidth_bytes_per_s: 19.2e+9, latency_cycles: 50 }',
  'axes:',
  '  arch.array.rows: [8, 16]',
  '  arch.array.cols: { from: 8, to: 32, step: x2 }',
  'constraints: [ "area_mm2 <= 12" ]',
  'objectives: [ latency_s, energy_pj ]',
  'search: { method: grid }',
  'mapping: { objective: cycles, search: exhaustive }',
  'fidelity: estimate',
  'seed: 1',
] as const;

export const baseText = `${baseLines.join('\n')}\n`;

/** The base with the first occurrence of some text replaced. */
export function edited(find: string, put: string): string {
  if (!baseText.includes(find)) throw new Error(`the base spec has no ${find}`);
  return baseText.replace(find, () => put);
}

/** 1-based line of the first line that holds some text. */
export function lineOf(text: string, find: string): number {
  return text.slice(0, text.indexOf(find)).split('\n').length;
}
