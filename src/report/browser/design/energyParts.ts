import type { Price } from '../../../energy/price.ts';
import type { PointResult } from '../../../engine/pointResult.ts';

export interface EnergyAction {
  readonly action: string;
  readonly count: number;
  /** Mean pJ of one action. */
  readonly each_pj: number;
  readonly total_pj: number;
  readonly price: Price | null;
}

export interface EnergyComponent {
  readonly name: string;
  readonly copies: number;
  readonly area_mm2: number;
  readonly total_pj: number;
  readonly actions: readonly EnergyAction[];
}

export interface EnergyParts {
  readonly total_pj: number;
  /** Largest first; static energy is a component of its own. */
  readonly components: readonly EnergyComponent[];
}

/** Static energy isn't an action: it is what a layer's energy has beyond its items. */
export const staticName = 'static (leakage)';

/** Energy of the whole workload by component and action; the parts sum to the total. */
export function energyParts(result: PointResult): EnergyParts {
  const priced = new Map(result.components.map((c) => [c.instance.name, c]));
  const components = new Map<string, Map<string, { count: number; total: number }>>();
  let total = 0;
  let dynamic = 0;
  for (const layer of result.layers) {
    total += layer.count * layer.energy_pj;
    for (const item of layer.energy) {
      const actions = components.get(item.component) ?? new Map<string, { count: number; total: number }>();
      components.set(item.component, actions);
      const sum = actions.get(item.action) ?? { count: 0, total: 0 };
      actions.set(item.action, sum);
      sum.count += layer.count * item.count;
      sum.total += layer.count * item.total_pj;
      dynamic += layer.count * item.total_pj;
    }
  }
  const list = [...components].map(([name, actions]): EnergyComponent => {
    const component = priced.get(name);
    const parts = [...actions].map(([action, { count, total: pj }]) => ({
      action,
      count,
      each_pj: count > 0 ? pj / count : 0,
      total_pj: pj,
      price: component?.prices[action] ?? null,
    }));
    return {
      name,
      copies: component?.instance.count ?? 0,
      area_mm2: component?.area_mm2 ?? 0,
      total_pj: parts.reduce((n, p) => n + p.total_pj, 0),
      actions: parts.sort((a, b) => b.total_pj - a.total_pj),
    };
  });
  const rest = total - dynamic;
  if (rest > total * 1e-9)
    list.push({
      name: staticName,
      copies: 0,
      area_mm2: 0,
      total_pj: rest,
      actions: [],
    });
  return { total_pj: total, components: list.sort((a, b) => b.total_pj - a.total_pj) };
}
