import type { ComponentInstance } from '../arch/defineComponent.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';

/** Resource → what a design takes, and what the device has where it says so. */
export interface ResourceUse {
  readonly taken: Readonly<Record<string, number>>;
  readonly budget: Readonly<Record<string, number>> | null;
}

/** Sums what components take of the device. Throws WIN-RES-001 for every resource that does not suffice. */
export function resourceUse(
  instances: readonly ComponentInstance[],
  budget: Readonly<Record<string, number>> | null,
): ResourceUse {
  const taken: Record<string, number> = {};
  for (const { count, resources } of instances)
    for (const name in resources) taken[name] = (taken[name] ?? 0) + count * resources[name]!;
  if (budget === null) return { taken, budget };
  const over = Object.keys(budget).filter((name) => (taken[name] ?? 0) > budget[name]!);
  if (over.length > 0) throw new DiagnosticError(over.map((name) => excess(name, instances, taken, budget)));
  return { taken, budget };
}

function excess(
  name: string,
  instances: readonly ComponentInstance[],
  taken: Readonly<Record<string, number>>,
  budget: Readonly<Record<string, number>>,
): Diagnostic {
  const needed = taken[name]!;
  const has = budget[name]!;
  const users = instances
    .map((instance) => ({ name: instance.name, amount: instance.count * (instance.resources?.[name] ?? 0) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount)
    .slice(0, 3);
  const share = Math.round((1000 * needed) / Math.max(1, has)) / 10;
  return {
    code: 'WIN-RES-001',
    severity: 'error',
    message: `the design takes ${needed} ${name}, the device has ${has}: ${needed - has} too many (${share} %)`,
    hint: `shrink ${users.map((user) => `${user.name} (${user.amount})`).join(', ')}`,
    path: ['fpga', 'resources', name],
  };
}

/** Metrics of a design that is counted in resources: each of them, its share of the device, the fullest one's. */
export function resourceMetrics({ taken, budget }: ResourceUse): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const name in taken) metrics[name] = taken[name]!;
  if (budget === null) return metrics;
  let fullest = 0;
  for (const name in budget) {
    if (budget[name]! === 0) continue;
    const share = (taken[name] ?? 0) / budget[name]!;
    metrics[`${name}_share`] = share;
    fullest = Math.max(fullest, share);
  }
  metrics['device_share'] = fullest;
  return metrics;
}
