import type { EnergyTable } from './defineTable.ts';
import type { SramMetric, SramObjective } from './packedSram.ts';
import type { Price, PriceQuery } from './price.ts';
import { sramEstimate } from './sramEstimate.ts';

const tool = 'CACTI 7.0 (HewlettPackard/cacti, commit 1ffd8dfb1030), UCA RAM, one read-write port';
const target: Readonly<Record<SramObjective, string>> = {
  ed2: 'optimised for energy × delay² (fast)',
  ed: 'optimised for energy × delay (balanced)',
  energy: 'optimised for read energy (low energy)',
};
const verified = 'measured with the tool; energy ±2×, area ±1.5×, leakage order of magnitude';

const actionMetric: Readonly<Record<string, SramMetric>> = { read: 'read_pj', write: 'write_pj' };
const unit: Readonly<Record<SramMetric, number>> = {
  read_pj: 1,
  write_pj: 1,
  leakage_mw: 1e-3,
  area_mm2: 1,
  access_ns: 1e-9,
  cycle_ns: 1e-9,
};

/**
 * CACTI's arrays have one port. Each further one adds a word line and a pair of bit lines to a cell, which then takes
 * about as much area again; lines grow with the root of the area.
 */
const portFactor = (metric: SramMetric, ports: number): number =>
  metric === 'area_mm2' || metric === 'leakage_mw' ? ports : Math.sqrt(ports);

/** The four answers of a table for single-ported SRAMs that CACTI optimised for one objective. */
export function sramTable(
  objective: SramObjective,
): Pick<EnergyTable, 'energy_pj' | 'area_mm2' | 'leakage_w' | 'access_time_s'> {
  const source = `${tool}, ${target[objective]}`;
  const price = ({ component, technology }: PriceQuery, metric: SramMetric | undefined): Price | null => {
    if (component.component !== 'sram' || metric === undefined) return null;
    const { capacity_bytes, word_bits, banks, ports } = component.attributes;
    if (typeof capacity_bytes !== 'number' || typeof word_bits !== 'number' || typeof banks !== 'number')
      return null;
    const estimate = sramEstimate({ capacity_bytes, word_bits, banks }, technology, objective, metric);
    if (estimate === null) return null;
    const value = estimate.value * unit[metric];
    if (typeof ports !== 'number' || ports === 1)
      return { value, source, verified, derivation: estimate.derivation };
    return {
      value: value * portFactor(metric, ports),
      source,
      verified: `${verified}; more ports than one: engineering estimate, unverified`,
      derivation: `${estimate.derivation}; ${ports} ports: area and leakage × ${ports}, wires, hence energy and time, × √${ports}`,
    };
  };
  return {
    energy_pj: (query, action) =>
      price(query, Object.hasOwn(actionMetric, action) ? actionMetric[action] : undefined),
    area_mm2: (query) => price(query, 'area_mm2'),
    leakage_w: (query) => price(query, 'leakage_mw'),
    access_time_s: (query) => price(query, 'access_ns'),
  };
}
