// Runs dist/test/**/*.test.js, each file in its own process on all cores, with a time-out per file, and ends with
// the line `N passed, N failed[, N skipped]`. Arguments filter files by substring. `--coverage` runs under c8.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const base = join(root, 'dist', 'test');
const filters = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const limit = Number(process.env.WINNOW_TEST_TIMEOUT_S ?? 240) * 1000;
const jobs = Number(process.env.WINNOW_TEST_JOBS ?? availableParallelism());

const files = readdirSync(base, { withFileTypes: true, recursive: true })
  .filter((e) => e.isFile() && e.name.endsWith('.test.js'))
  .map((e) => join(e.parentPath ?? e.path, e.name))
  .filter((f) => filters.length === 0 || filters.some((w) => relative(base, f).includes(w)))
  .sort();

const totals = { passed: 0, failed: 0, skipped: 0 };
const slow = [];

const runFile = (file) =>
  new Promise((resolve) => {
    const name = relative(base, file);
    const start = Date.now();
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (out += d));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limit);
    child.on('close', (code) => {
      clearTimeout(timer);
      const number = (word) => Number(out.match(new RegExp(`${word}:\\s+(\\d+)`))?.[1] ?? 0);
      const total = number('Total');
      const passed = number('Passed');
      const skipped = number('Skipped');
      let failed = Math.max(0, total - passed);
      if (late || (code !== 0 && failed === 0)) failed += 1;
      totals.passed += passed;
      totals.skipped += skipped;
      totals.failed += failed;
      const seconds = (Date.now() - start) / 1000;
      slow.push([seconds, name]);
      if (failed > 0) console.log(`\nFAIL ${name}${late ? ` (killed after ${limit / 1000} s)` : ''}\n${out}`);
      else
        console.log(
          `ok   ${name}  ${passed} passed${skipped ? `, ${skipped} skipped` : ''}  ${seconds.toFixed(1)} s`,
        );
      for (const line of out.split('\n')) if (line.startsWith('SKIPPED')) console.log(`     ${line}`);
      resolve();
    });
  });

const queue = [...files];
await Promise.all(
  Array.from({ length: Math.min(jobs, queue.length) }, async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) await runFile(file);
  }),
);
if (files.length === 0) {
  console.error('no test file matches');
  process.exit(1);
}
slow.sort((a, b) => b[0] - a[0]);
console.log(
  `\nslowest: ${slow
    .slice(0, 5)
    .map(([s, n]) => `${n} ${s.toFixed(1)} s`)
    .join(', ')}`,
);
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`,
);
process.exit(totals.failed > 0 ? 1 : 0);
