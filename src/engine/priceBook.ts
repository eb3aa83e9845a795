import type { AnyComponent, ComponentInstance } from '../arch/defineComponent.ts';
import type { Technology } from '../arch/technology.ts';
import { type BoundedCache, boundedCache } from '../core/boundedCache.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { invariant } from '../core/invariant.ts';
import type { EnergyTable } from '../energy/defineTable.ts';
import type { Price, PriceQuery } from '../energy/price.ts';
import type { Library } from './library.ts';

/** Everything that one kind of component instance costs, whatever design it stands in. */
export interface InstancePrices {
  readonly area: Price;
  readonly leakage: Price;
  /** null where the component doesn't limit the clock. */
  readonly access_time: Price | null;
  /** By declared action; null where no table knows it. */
  readonly energy: ReadonlyMap<string, Price | null>;
}

/** The priced hardware of one design. */
export interface PriceBook {
  readonly instances: readonly ComponentInstance[];
  readonly prices: readonly InstancePrices[];
  /** ComponentInstance.name → its place in `instances`. */
  readonly index: ReadonlyMap<string, number>;
  /** Names of the memories outside the chip. */
  readonly offChip: ReadonlySet<string>;
  readonly area_mm2: number;
  /** Static power of all copies of all components. */
  readonly leakage_w: number;
  readonly tables: readonly EnergyTable[];
}

type Memo = BoundedCache<string, InstancePrices | readonly Diagnostic[]>;
const memos = new WeakMap<Library, Memo>();

/** Prices all components of a design. Throws one DiagnosticError that names every missing area and leakage. */
export function priceBook(
  instances: readonly ComponentInstance[],
  technology: Technology,
  tableNames: readonly string[] | null,
  library: Library,
): PriceBook {
  const tables =
    tableNames === null
      ? library.tables
      : tableNames.map((name) => library.tables.find((t) => t.name === name)!);
  let memo = memos.get(library);
  if (memo === undefined) {
    memo = boundedCache(4096);
    memos.set(library, memo);
  }
  const scope = JSON.stringify([technology, tableNames]);
  const prices: InstancePrices[] = [];
  const index = new Map<string, number>();
  const offChip = new Set<string>();
  const missing: Diagnostic[] = [];
  let area = 0;
  let leakage = 0;
  instances.forEach((instance, i) => {
    invariant(!index.has(instance.name), 'component instances have different names', { name: instance.name });
    invariant(
      Number.isSafeInteger(instance.count) && instance.count >= 0,
      'a component count is an integer',
      {
        name: instance.name,
        count: instance.count,
      },
    );
    index.set(instance.name, i);
    const component = library.components.find((c) => c.name === instance.component);
    invariant(component !== undefined, 'a component instance names a declared component', {
      name: instance.name,
      component: instance.component,
    });
    if (component.offChip === true) offChip.add(instance.name);
    const key = `${scope}${instance.component}${JSON.stringify(instance.attributes)}`;
    let found = memo.get(key);
    if (found === undefined) {
      found = priceInstance({ component: instance, technology }, component, tables);
      memo.set(key, found);
    }
    if (isMissing(found))
      missing.push(...found.map((d) => ({ ...d, message: `${instance.name}: ${d.message}` })));
    else {
      prices.push(found);
      area += instance.count * found.area.value;
      leakage += instance.count * found.leakage.value;
    }
  });
  if (missing.length > 0) throw new DiagnosticError(missing);
  return { instances, prices, index, offChip, area_mm2: area, leakage_w: leakage, tables };
}

const isMissing = (found: InstancePrices | readonly Diagnostic[]): found is readonly Diagnostic[] =>
  Array.isArray(found);

function priceInstance(
  query: PriceQuery,
  component: AnyComponent,
  tables: readonly EnergyTable[],
): InstancePrices | readonly Diagnostic[] {
  const area = firstPrice(tables, (table) => table.area_mm2(query));
  const leakage = firstPrice(tables, (table) => table.leakage_w(query));
  const energy = new Map<string, Price | null>();
  for (const action of Object.keys(component.actions))
    energy.set(
      action,
      firstPrice(tables, (table) => table.energy_pj(query, action)),
    );
  const missing: Diagnostic[] = [];
  if (area === null) missing.push(missingPrice('WIN-NRG-002', 'area', query, tables));
  if (leakage === null) missing.push(missingPrice('WIN-NRG-003', 'leakage', query, tables));
  if (area === null || leakage === null) return missing;
  const access_time = firstPrice(tables, (table) => table.access_time_s(query));
  return { area, leakage, access_time, energy };
}

/** The first table that knows wins; its figure is held to the laws of prices before anything is computed with it. */
function firstPrice(tables: readonly EnergyTable[], ask: (table: EnergyTable) => Price | null): Price | null {
  for (const table of tables) {
    const price = ask(table);
    if (price === null) continue;
    invariant(Number.isFinite(price.value) && price.value >= 0, 'a price is finite and not negative', {
      table: table.name,
      value: price.value,
    });
    return price;
  }
  return null;
}

/** What no table knows, with what would be right. */
export function missingPrice(
  code: string,
  what: string,
  query: PriceQuery,
  tables: readonly EnergyTable[],
): Diagnostic {
  const { component, technology } = query;
  const attributes = Object.entries(component.attributes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return {
    code,
    severity: 'error',
    message: `no energy table knows the ${what} of ${component.component} (${attributes}) at ${technology.node_nm} nm ${technology.device}`,
    hint: `tables asked: ${tables.map((t) => t.name).join(', ') || 'none'}; change the component's size or the node, or name a table under energy: that covers it`,
    path: ['technology', 'node_nm'],
  };
}
