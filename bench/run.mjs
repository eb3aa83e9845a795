// Runs the benchmarks of dist/bench one after another; arguments filter by substring. Gate nothing on the seconds:
// they are for people, on a machine that does nothing else.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'bench');
const filters = process.argv.slice(2);
const files = readdirSync(folder).filter(
  (f) => f.endsWith('Bench.js') && (filters.length === 0 || filters.some((w) => f.includes(w))),
);
for (const file of files.sort()) {
  console.log(`\n${file.replace(/\.js$/, '')}`);
  const done = spawnSync(process.execPath, [join(folder, file)], { stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
