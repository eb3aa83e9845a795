import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { inFolder, winnow } from './runWinnow.ts';

const skeletons = suite('winnow new dataflow');
const root = fileURLToPath(repositoryRoot);

skeletons('writes files that compile, are registered, pass their test, and run', () =>
  inFolder(async (folder) => {
    for (const name of ['src', 'configs', 'scripts', 'package.json', 'tsconfig.json'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    for (const name of ['test/harness.ts', 'test/cli/skeleton'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const made = await winnow(['new', 'dataflow', 'outer-product', '--json'], { cwd: folder });
    assert.is(made.code, 0, made.err);
    const { files } = JSON.parse(made.out) as { files: string[] };
    assert.equal(files, [
      'src/dataflow/outerProduct.ts',
      'configs/arch/outer-product.yaml',
      'test/dataflow/outerProduct.test.ts',
    ]);
    for (const file of files) assert.match(readFileSync(join(folder, file), 'utf8'), /SKELETON/);
    assert.is(
      (await winnow(['new', 'dataflow', 'outer-product'], { cwd: folder })).code,
      2,
      'never overwrites',
    );
    assert.is((await winnow(['new', 'dataflow', '../x'], { cwd: folder })).code, 2);

    const node = (...args: string[]): string => {
      const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      assert.is(done.status, 0, `${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
      return done.stdout;
    };
    node('scripts/generate.mjs');
    assert.match(readFileSync(join(folder, 'src/dataflow/registry.gen.ts'), 'utf8'), /outerProduct/);
    node('node_modules/typescript/bin/tsc', '-p', '.');
    node('dist/test/dataflow/outerProduct.test.js');
    mkdirSync(join(folder, 'try'));
    const sweep = [
      'kind: sweep',
      'version: 1',
      'name: try',
      'workloads: [{ name: w, layers: [{ name: a, gemm: [8, 8, 8] }] }]',
      'architectures: [{ extends: outer-product }]',
      'objectives: [cycles]',
    ].join('\n');
    writeFileSync(join(folder, 'try/s.yaml'), sweep);
    const ran = JSON.parse(node('dist/src/cli/main.js', 'run', 'try/s.yaml', '--json')) as {
      metrics: { cycles: number };
    };
    assert.is(ran.metrics.cycles, 512 / 256 + 3);
    assert.ok(existsSync(join(folder, 'dist/src/dataflow/outerProduct.js')));
  }),
);

skeletons('asks for a checkout', () =>
  inFolder(async (folder) => {
    const refused = await winnow(['new', 'dataflow', 'mine'], { cwd: folder });
    assert.is(refused.code, 2);
    assert.match(refused.err, /not a checkout/);
  }),
);

skeletons.run();
