import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usage } from './named.ts';

/** The skeleton's own name: a real dataflow that compiles and is tested, so that copies of it do and are. */
const skeleton = { name: 'ideal-lanes', identifier: 'idealLanes' };

/** Source → destination, seen from the checkout, for an identifier. */
const copies = (identifier: string, name: string): readonly (readonly [string, string])[] => [
  [`src/cli/skeleton/${skeleton.identifier}.ts`, `src/dataflow/${identifier}.ts`],
  [`src/cli/skeleton/${skeleton.name}.yaml`, `configs/arch/${name}.yaml`],
  [`test/cli/skeleton/${skeleton.identifier}.test.ts`, `test/dataflow/${identifier}.test.ts`],
];

/** Writes the three files of a new dataflow into a checkout; answers them. Nothing is ever overwritten. */
export function newDataflow(checkout: string, name: string): string[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60)
    throw usage(`"${name}" can't name a dataflow`, 'lower-case words joined by hyphens: outer-product');
  const identifier = name.replace(/-([a-z0-9])/g, (_, c: string) => c.toUpperCase());
  const files = copies(identifier, name);
  if (!existsSync(join(checkout, files[0]![0])))
    throw usage('this is not a checkout of Winnow', 'clone the repository and call winnow new in its root');
  const taken = files.find(([, to]) => existsSync(join(checkout, to)));
  if (taken) throw usage(`${taken[1]} exists`, 'choose another name');
  return files.map(([from, to]) => {
    const moved = readFileSync(join(checkout, from), 'utf8')
      .replaceAll(skeleton.name, name)
      .replaceAll(skeleton.identifier, identifier);
    const text = to.startsWith('src') ? asDataflow(moved) : asTest(moved);
    mkdirSync(dirname(join(checkout, to)), { recursive: true });
    writeFileSync(join(checkout, to), text, { flag: 'wx' });
    return to;
  });
}

/** Imports as they read from src/dataflow. */
const asDataflow = (text: string): string =>
  text.replaceAll("'../../dataflow/", "'./").replaceAll(/'\.\.\/\.\.\//g, "'../");

/** Imports as they read from test/dataflow. */
const asTest = (text: string): string =>
  text
    .replaceAll("'../../../src/cli/skeleton/", "'../../src/dataflow/")
    .replaceAll("'../../../src/", "'../../src/")
    .replaceAll("'../../harness.ts'", "'../harness.ts'");
