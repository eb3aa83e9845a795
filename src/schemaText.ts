import { dataflows } from './dataflow/registry.gen.ts';
import { tables } from './energy/registry.gen.ts';
import { samplers } from './explore/samplers/registry.gen.ts';
import { sweepSpec } from './explore/sweepSpec.ts';
import { jsonSchema } from './io/jsonSchema.ts';
import { shippedYaml } from './io/shippedFiles.ts';
import { searches } from './mapping/search/registry.gen.ts';

const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);
const files = (folder: string): string[] =>
  shippedYaml(`configs/${folder}`).map((file) => file.replace(/\.ya?ml$/, ''));

/** The JSON Schema of Winnow's YAML files as text: what `schema/winnow.schema.json` holds and `winnow schema` prints. */
export function schemaText(): string {
  const schema = jsonSchema({
    sweep: sweepSpec,
    dataflows,
    models: files('workload'),
    architectures: files('arch'),
    samplers: names(samplers),
    searches: names(searches),
    tables: names(tables),
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
