// From a clone to a Pareto plot: builds, runs the quickstart on all cores, prints the front and where the report is.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = (...args) => {
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
};
node('scripts/build.mjs');
node('dist/bundle/winnow.js', 'sweep', 'experiments/quickstart.yaml', ...process.argv.slice(2));
