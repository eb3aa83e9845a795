// Runs dist/test/**/*.test.js, each file in its own process on all cores, with a time-out per file, and ends with
// the line `N passed, N failed[, N skipped]`. Arguments filter files by substring. `--coverage` also measures line
// coverage of core … engine and fails below 95 %.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const base = join(root, 'dist', 'test');
const coverage = process.argv.includes('--coverage');
const coverageData = join(root, 'coverage', 'tmp');
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
      env: { ...process.env, FORCE_COLOR: '0', ...(coverage ? { NODE_V8_COVERAGE: coverageData } : {}) },
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

if (coverage) rmSync(coverageData, { recursive: true, force: true });
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
if (coverage) {
  const rooms = [
    'core',
    'numerics',
    'tensor',
    'workload',
    'arch',
    'mapping',
    'dataflow',
    'energy',
    'engine',
  ].filter((room) => existsSync(join(root, 'dist', 'src', room)));
  // Files of types alone have no line that could run; c8 would call them uncovered.
  const typesOnly = rooms.flatMap((room) =>
    readdirSync(join(root, 'dist', 'src', room), { withFileTypes: true, recursive: true })
      .filter((e) => e.isFile() && e.name.endsWith('.js'))
      .map((e) => join(e.parentPath ?? e.path, e.name))
      .filter(
        (f) =>
          readFileSync(f, 'utf8')
            .replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '')
            .trim() === 'export {};',
      )
      .map((f) => relative(join(root, 'dist'), f).replace(/\.js$/, '.ts')),
  );
  const report = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'c8', 'bin', 'c8.js'),
      'report',
      '--temp-directory',
      coverageData,
      '--all',
      '--exclude-after-remap',
      ...rooms.flatMap((room) => ['--include', `src/${room}/**/*.ts`]),
      '--exclude',
      '**/*.gen.ts',
      ...typesOnly.flatMap((file) => ['--exclude', file]),
      '--check-coverage',
      '--lines',
      '95',
    ],
    { cwd: root, encoding: 'utf8' },
  );
  const lines = (report.stdout + report.stderr).split('\n');
  const short = lines.filter(
    (line) => /All files|ERROR/.test(line) || (/\.ts /.test(line) && Number(line.split('|')[4]) < 90),
  );
  console.log(
    `\ncoverage of core … engine (files under 90 % of lines, then the whole):\n${short.join('\n')}`,
  );
  if (report.status !== 0) totals.failed += 1;
}
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`,
);
process.exit(totals.failed > 0 ? 1 : 0);
