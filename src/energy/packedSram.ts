/**
 * The compact form of the SRAM table. Each value is a logarithm to base 2, stored as three base-85 digits on its
 * metric's range: value = 2^(low + step · level), good to five significant digits.
 */
export interface PackedSram {
  readonly digits: string;
  /** [metric, low, step], in the order in which an array's values follow one another. */
  readonly metrics: readonly (readonly [SramMetric, number, number])[];
  /** [objective, device, node in nm, banks, temperature in K, columns by ascending word width]. */
  readonly groups: readonly (readonly [
    SramObjective,
    string,
    number,
    number,
    number,
    readonly PackedColumn[],
  ])[];
}

/** [log2 of word bits, log2 of the smallest capacity in bytes, values of capacities in octaves]. */
type PackedColumn = readonly [number, number, string];

export type SramMetric = 'read_pj' | 'write_pj' | 'leakage_mw' | 'area_mm2' | 'access_ns' | 'cycle_ns';
/** What CACTI optimised: energy·delay², energy·delay, or energy alone. */
export type SramObjective = 'ed2' | 'ed' | 'energy';

/** Arrays of one objective, device, node and number of banks. */
export interface SramGroup {
  readonly objective: SramObjective;
  readonly device: string;
  readonly node_nm: number;
  readonly banks: number;
  readonly temperature_k: number;
  readonly columns: readonly SramColumn[];
}

/** Arrays of one word width; capacities run in octaves from 2^minLog2Bytes. */
export interface SramColumn {
  readonly log2Bits: number;
  readonly minLog2Bytes: number;
  readonly count: number;
  /** log2 of a metric of one capacity, by its place. */
  log2(metric: SramMetric, index: number): number;
}

/** Opens every group. Values are decoded where they are read: a design asks for a few of thousands. */
export function unpackSram(packed: PackedSram): readonly SramGroup[] {
  const levelOf = new Map([...packed.digits].map((digit, i) => [digit, i]));
  const base = packed.digits.length;
  const level = (text: string, at: number): number =>
    (levelOf.get(text[at]!)! * base + levelOf.get(text[at + 1]!)!) * base + levelOf.get(text[at + 2]!)!;
  const perArray = 3 * packed.metrics.length;
  const places = new Map(
    packed.metrics.map(([metric, low, step], place) => [metric, { place, low, step }] as const),
  );
  return packed.groups.map(([objective, device, node_nm, banks, temperature_k, columns]) => ({
    objective,
    device,
    node_nm,
    banks,
    temperature_k,
    columns: columns.map(([log2Bits, minLog2Bytes, text]) => ({
      log2Bits,
      minLog2Bytes,
      count: text.length / perArray,
      log2(metric, index) {
        const { place, low, step } = places.get(metric)!;
        return low + step * level(text, index * perArray + 3 * place);
      },
    })),
  }));
}
