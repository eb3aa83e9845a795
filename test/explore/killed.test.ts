import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '../../src/core/random.ts';
import { assert, runs, suite } from '../harness.ts';
import { withFolder } from './support/toySweep.ts';

const killed = suite('killed sweeps');
const program = fileURLToPath(new URL('./support/sweepProcess.js', import.meta.url));

/** When to kill: so many ms after the process was made, or after its first point. */
interface Moment {
  readonly after: 'spawn' | 'first point';
  readonly ms: number;
}

/** Runs the sweep; kills its whole process group at the moment unless it is done by then. */
function sweep(folder: string, moment: Moment | null): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [program, folder, '2'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout!.on('data', (piece: Buffer) => {
      out += piece;
    });
    let timer: NodeJS.Timeout | undefined;
    const arm = (): void => {
      timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), moment!.ms);
    };
    if (moment?.after === 'spawn') arm();
    if (moment?.after === 'first point') child.stderr!.once('data', arm);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0) resolve(out);
      else reject(new Error(`exit ${code}`));
    });
  });
}

const lines = (folder: string): number =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .reduce((sum, name) => sum + readFileSync(join(folder, name), 'utf8').split('\n').length - 1, 0);

// Ten moments and more: WINNOW_RUNS=4.
killed('end with the same bytes as one that nothing disturbed', () =>
  withFolder(async (folder) => {
    const calm = join(folder, 'calm');
    const rough = join(folder, 'rough');
    mkdirSync(rough);
    const whole = await sweep(calm, null);
    const stream = randomStream(Number(process.env['WINNOW_SEED'] ?? 1), 'kill');
    let kills = 0;
    for (let i = 0; i < runs(3); i++) {
      const moment: Moment =
        i % 3 === 0
          ? { after: 'spawn', ms: stream.below(400) }
          : { after: 'first point', ms: stream.below(120) };
      const result = await sweep(rough, moment);
      if (result === null) kills++;
    }
    assert.ok(kills > 0, 'the sweep ended before it was killed');
    const before = lines(rough);
    assert.ok(before > 0, 'nothing was kept');
    assert.is(await sweep(rough, null), whole);
    console.log(`${kills} kills, ${before} of 300 points were kept through them`);
  }),
);

killed.run();
