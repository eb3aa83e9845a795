import { join } from 'node:path';
import { packageRoot, shippedYaml } from '../io/shippedFiles.ts';

export interface InventoryEntry {
  readonly name: string;
  readonly description: string;
}

/** One kind of thing that can be named in a spec or on the command line. */
export interface InventoryKind {
  readonly name: string;
  entries(): Promise<readonly InventoryEntry[]>;
}

type Described = { readonly name: string; readonly description: string };
const brief = (list: readonly Described[]): InventoryEntry[] =>
  list.map(({ name, description }) => ({ name, description })).sort((a, b) => (a.name < b.name ? -1 : 1));

/** Every kind, loaded on use. */
export function inventory(): readonly InventoryKind[] {
  return [
    {
      name: 'dataflows',
      entries: async () => {
        const { dataflows } = await import('../dataflow/registry.gen.ts');
        return brief(
          dataflows.map(({ name, title, reference }) => ({ name, description: `${title} (${reference})` })),
        );
      },
    },
    { name: 'models', entries: () => shippedFiles('workload', 'workload-model') },
    { name: 'architectures', entries: () => shippedFiles('arch', 'architecture') },
    {
      name: 'patterns',
      entries: async () => brief((await import('../tensor/patterns/registry.gen.ts')).patterns),
    },
    {
      name: 'formats',
      entries: async () => brief((await import('../tensor/formats/registry.gen.ts')).formats),
    },
    { name: 'tables', entries: async () => brief((await import('../energy/registry.gen.ts')).tables) },
    {
      name: 'metrics',
      entries: async () =>
        (await import('../engine/metrics.ts')).metrics.map(({ name, unit, description }) => ({
          name,
          description: `${description} [${unit}]`,
        })),
    },
    { name: 'components', entries: async () => brief((await import('../arch/registry.gen.ts')).components) },
    {
      name: 'searches',
      entries: async () => brief((await import('../mapping/search/registry.gen.ts')).searches),
    },
    {
      name: 'samplers',
      entries: async () => brief((await import('../explore/samplers/registry.gen.ts')).samplers),
    },
    {
      name: 'executors',
      entries: async () => brief((await import('../explore/executors/registry.gen.ts')).executors),
    },
    {
      name: 'suites',
      entries: async () =>
        (await (await import('./validation/loadSuite.ts')).allSuites()).map(({ name, title }) => ({
          name,
          description: title,
        })),
    },
    {
      name: 'papers',
      entries: async () => {
        const { shippedPapers } = await import('./reproduce/findPapers.ts');
        const { loadDocument } = await import('../io/loadDocument.ts');
        const { toValue } = await import('../io/sourceNode.ts');
        return shippedPapers().map(({ name, file }) => {
          const { title } = toValue(loadDocument(file).root) as { readonly title?: unknown };
          return { name, description: String(title) };
        });
      },
    },
  ];
}

/** Shipped YAML files of a kind below configs/, by the name that a spec uses. */
async function shippedFiles(folder: string, kind: string): Promise<InventoryEntry[]> {
  const { loadDocument } = await import('../io/loadDocument.ts');
  const { toValue } = await import('../io/sourceNode.ts');
  const entries: InventoryEntry[] = [];
  for (const path of shippedYaml('configs')) {
    if (!path.startsWith(`${folder}/`)) continue;
    const value = toValue(loadDocument(join(packageRoot(), 'configs', path)).root) as Record<string, unknown>;
    if (value['kind'] !== kind) continue;
    const words = [value['family'], value['dataflow'], value['description'], value['source']];
    entries.push({
      name: path.replace(/\.ya?ml$/, '').replace(/^workload\//, ''),
      description: words
        .filter((word) => typeof word === 'string')
        .join('; ')
        .replace(/\s+/g, ' ')
        .slice(0, 100),
    });
  }
  return entries;
}
