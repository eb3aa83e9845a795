// Kills a sweep's whole process tree with SIGKILL at random moments, continues it each time, and compares the bytes of
// its results with those of a sweep that nothing disturbed.
//   node scripts/torture.mjs [--kills 10] [--seed 1] [--sweep experiments/quickstart.yaml] [-- flags of winnow sweep]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    sweep: { type: 'string', default: 'experiments/quickstart.yaml' },
  },
  allowPositionals: true,
});
const { randomStream } = await import(new URL('../dist/src/core/random.js', import.meta.url).href);
const stream = randomStream(Number(values.seed), 'torture');
const folder = mkdtempSync(join(tmpdir(), 'winnow-torture-'));

/** Runs the sweep; `life` in ms ends it early. Answers whether it finished. */
const sweep = (out, life) =>
  new Promise((resolve, reject) => {
    const args = ['dist/bundle/winnow.js', 'sweep', values.sweep, '--quiet', '--out', out, ...positionals];
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const timer = life === null ? null : setTimeout(() => process.kill(-child.pid, 'SIGKILL'), life);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(false);
      else if (code === 0 || code === 5) resolve(true);
      else reject(new Error(`winnow sweep exited with ${code}`));
    });
  });

const lines = (out) =>
  (existsSync(out) ? readdirSync(out) : [])
    .filter((name) => name.endsWith('.jsonl'))
    .reduce((sum, name) => sum + readFileSync(join(out, name), 'utf8').split('\n').length - 1, 0);

try {
  const [calm, rough] = [join(folder, 'calm'), join(folder, 'rough')];
  const start = Date.now();
  await sweep(calm, null);
  const whole = Date.now() - start;
  let kills = 0;
  while (kills < Number(values.kills)) {
    const life = Math.round(whole * (0.1 + 0.5 * stream.uniform()));
    if (await sweep(rough, life)) {
      // Done before its time: the next kills are for a new one.
      rmSync(rough, { recursive: true });
      continue;
    }
    kills++;
    console.log(`kill ${kills} after ${life} ms: ${lines(rough)} points are kept`);
  }
  await sweep(rough, null);
  let differ = 0;
  for (const name of ['results.csv', 'results.parquet', 'report.html', 'sweep.yaml']) {
    const same = readFileSync(join(calm, name)).equals(readFileSync(join(rough, name)));
    console.log(`${same ? 'same bytes' : 'DIFFERS   '}  ${name}`);
    if (!same) differ++;
  }
  console.log(`${kills} kills, ${differ} files differ`);
  process.exitCode = differ === 0 && kills > 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
