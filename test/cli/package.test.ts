import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { inFolder, program, smallSweep } from './runWinnow.ts';

const packages = suite('npm package');
const root = fileURLToPath(repositoryRoot);
const limit = 2 * 1024 * 1024;

packages('is small and runs from any folder once installed', () =>
  inFolder((folder) => {
    if (!program.includes('bundle') || !existsSync(join(root, 'dist/report/app.js'))) {
      console.log('SKIPPED npm package: the bundles are older than the sources (node scripts/build.mjs)');
      return;
    }
    const run = (command: string, args: string[], cwd: string) =>
      spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
    const pack = run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], root);
    assert.is(pack.status, 0, pack.stderr);
    const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
    assert.ok(statSync(tarball).size <= limit, `${statSync(tarball).size} bytes`);

    // Installed as npm lays it out, its dependencies taken from this checkout.
    const installed = join(folder, 'app/node_modules/winnow');
    mkdirSync(installed, { recursive: true });
    assert.is(run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'], folder).status, 0);
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of transitive(Object.keys(dependencies)))
      symlinkSync(join(root, 'node_modules', name), join(folder, 'app/node_modules', name));

    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 's.yaml'), smallSweep);
    const winnow = (...args: string[]) =>
      run(process.execPath, [join(installed, 'dist/bundle/winnow.js'), ...args], elsewhere);
    assert.is(winnow('doctor').status, 0, winnow('doctor').stdout);
    const swept = winnow('sweep', 's.yaml', '--json', '--jobs', '2');
    assert.is(swept.status, 0, swept.stderr);
    assert.ok(existsSync(join(elsewhere, 'runs/small/report.html')));

    writeFileSync(
      join(folder, 'app/use.mjs'),
      "import { evaluate, loadSpec } from 'winnow'; if (typeof evaluate !== 'function' || typeof loadSpec !== 'function') process.exit(1);",
    );
    assert.is(run(process.execPath, ['use.mjs'], join(folder, 'app')).status, 0);
  }),
);

/** Names of packages and of what they depend on, that lie in this checkout's node_modules; scopes are whole. */
function transitive(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const manifest = join(root, 'node_modules', name, 'package.json');
    const top = name.startsWith('@') ? name.split('/')[0]! : name;
    if (seen.has(top) || !existsSync(manifest)) return;
    seen.add(top);
    const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) visit(dependency);
  };
  for (const name of names) visit(name);
  return [...seen];
}

packages.run();
