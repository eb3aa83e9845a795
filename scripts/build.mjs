// Build: registries, then tsc to dist/, then the bundles. `--no-bundle` stops after tsc.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = (script, ...args) => {
  const done = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
};
run('scripts/generate.mjs');
run('node_modules/typescript/bin/tsc', '-p', '.');
if (!process.argv.includes('--no-bundle'))
  for (const script of ['scripts/bundleReport.mjs', 'scripts/bundle.mjs'])
    if (existsSync(join(root, script))) run(script);
