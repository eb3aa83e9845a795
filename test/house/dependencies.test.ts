import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';

interface Locked {
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

const read = (name: string) => JSON.parse(readFileSync(fileURLToPath(new URL(name, repositoryRoot)), 'utf8'));
const manifest = read('package.json') as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const lock = read('package-lock.json') as { packages: Record<string, Locked> };

const dependencies = suite('dependencies');

dependencies('are eight or fewer at run time, and all pinned', () => {
  assert.ok(Object.keys(manifest.dependencies).length <= 8);
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
    assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
});

dependencies('have free licences and no install script at run time', () => {
  const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.dev) continue;
    assert.ok(!entry.hasInstallScript, `${path} has an install script`);
    if (entry.optional && !existsSync(fileURLToPath(new URL(path, repositoryRoot)))) continue;
    assert.ok(allowed.includes(entry.license ?? ''), `${path}: ${entry.license}`);
  }
});

dependencies.run();
