import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, suite } from '../harness.ts';
import { inFolder, smallSweep, winnow, winnowProcess } from './runWinnow.ts';

const sweeps = suite('winnow sweep');
const outputs = ['results.csv', 'results.parquet', 'report.html', 'sweep.yaml'];
const read = (folder: string, name: string): string =>
  readFileSync(join(folder, 'runs/small', name), 'latin1');

sweeps('writes the same files for any worker count, after a resume and from the report command', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 's.yaml'), smallSweep);
    const first = await winnowProcess(['sweep', 's.yaml', '--jobs', '1'], { cwd: folder });
    assert.is(first.code, 0, first.err);
    assert.match(first.out, /products: \d+ of 12 feasible designs are on the front/);
    assert.match(first.out, /area_mm2/);
    assert.match(first.out, /← knee/);
    assert.match(first.out, /Report {3}runs\/small\/report.html/);
    const bytes = new Map(outputs.map((name) => [name, read(folder, name)]));
    assert.is(bytes.get('results.csv')!.split('\n').length, 14);

    rmSync(join(folder, 'runs'), { recursive: true });
    const two = await winnow(['sweep', 's.yaml', '--jobs', '2', '--json'], { cwd: folder });
    const facts = JSON.parse(two.out);
    assert.is(facts.points.ok, 12);
    assert.is(facts.points.reused, 0);
    assert.is(facts.exit_code, 0);
    for (const name of outputs) assert.is(read(folder, name), bytes.get(name), name);

    const again = JSON.parse((await winnow(['sweep', 's.yaml', '--json'], { cwd: folder })).out);
    assert.is(again.points.reused, 12);
    for (const name of outputs) rmSync(join(folder, 'runs/small', name));
    assert.is((await winnow(['report', 's.yaml', '--quiet'], { cwd: folder })).code, 0);
    for (const name of outputs) assert.is(read(folder, name), bytes.get(name), name);
  }),
);

sweeps('says what changed and keeps what is the same', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 's.yaml'), smallSweep);
    await winnow(['sweep', 's.yaml', '--quiet', '--executor', 'in-process', '--set', 'fidelity=estimate'], {
      cwd: folder,
    });
    const wider = await winnow(
      ['sweep', 's.yaml', '--json', '--set', 'fidelity=estimate', '--set', 'arch.array.rows=[4,8,16]'],
      { cwd: folder },
    );
    const facts = JSON.parse(wider.out);
    assert.is(facts.points.total, 18);
    assert.is(facts.points.reused, 12);
    assert.match(wider.err, /axes."arch.array.rows": \[4,8\] → \[4,8,16\]/);
    const fresh = await winnow(['sweep', 's.yaml', '--json', '--fresh', '--set', 'fidelity=estimate'], {
      cwd: folder,
    });
    assert.is(JSON.parse(fresh.out).points.reused, 0);
  }),
);

sweeps('tells what it would do', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 's.yaml'), smallSweep);
    const dry = await winnow(['sweep', 's.yaml', '--dry-run', '--json', '--jobs', '2'], { cwd: folder });
    const facts = JSON.parse(dry.out);
    assert.is(facts.points, 12);
    assert.is(facts.done, 0);
    assert.is(facts.shown.length, 6);
    assert.ok(facts.estimated_s > 0);
    assert.not(existsSync(join(folder, 'runs')));
    await winnow(['sweep', 's.yaml', '--quiet', '--executor', 'in-process'], { cwd: folder });
    const after = await winnow(['sweep', 's.yaml', '--dry-run'], { cwd: folder });
    assert.match(after.out, /Done already: 12/);
  }),
);

sweeps('is interrupted within a second, keeps what is done and says how to go on', () =>
  inFolder(async (folder) => {
    const many = smallSweep.replace('rows: [4, 8]', 'rows: { from: 1, to: 600 }');
    writeFileSync(join(folder, 's.yaml'), many);
    const start = performance.now();
    const stopped = await winnowProcess(['sweep', 's.yaml', '--progress', 'json'], {
      cwd: folder,
      interruptOn: /"done":[1-9]/,
    });
    assert.is(stopped.code, 130, stopped.err.slice(-500));
    assert.match(stopped.err, /Interrupted: .*winnow sweep s.yaml/);
    assert.ok(performance.now() - start < 60_000);
    const kept = readdirSync(join(folder, 'runs/small')).filter((name) => name.endsWith('.jsonl'));
    assert.ok(kept.length > 0);
    assert.not(existsSync(join(folder, 'runs/small/.lock')));
  }),
);

sweeps('exits as the contract says', () =>
  inFolder(async (folder) => {
    const code = async (text: string, ...flags: string[]): Promise<number | null> => {
      writeFileSync(join(folder, 's.yaml'), text);
      return (
        await winnow(['sweep', 's.yaml', '--quiet', '--executor', 'in-process', ...flags], { cwd: folder })
      ).code;
    };
    assert.is(await code(smallSweep.replace('objectives:', 'constraints: ["area_mm2 < 0"]\nobjectives:')), 3);
    assert.is(await code(smallSweep.replace('latency_s', 'latncy_s')), 2);
    assert.is(await code(smallSweep, '--set', 'arch.array.rows=-1'), 2);
    assert.is(await code(smallSweep, '--out', join(folder, 's.yaml')), 2);
    assert.is(await code('{'), 2);
  }),
);

sweeps('refuses a folder that another process uses', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 's.yaml'), smallSweep);
    await winnow(['sweep', 's.yaml', '--quiet', '--executor', 'in-process', '--set', 'fidelity=estimate'], {
      cwd: folder,
    });
    const lock = join(folder, 'runs/small/.lock');
    const { hostname } = await import('node:os');
    writeFileSync(lock, `${process.ppid} ${hostname()}\n`);
    const refused = await winnow(['sweep', 's.yaml', '--set', 'fidelity=estimate'], { cwd: folder });
    assert.is(refused.code, 2);
    assert.match(refused.err, /in use by process/);
    writeFileSync(lock, `999999999 ${hostname()}\n`);
    assert.is(
      (
        await winnow(
          ['sweep', 's.yaml', '--quiet', '--executor', 'in-process', '--set', 'fidelity=estimate'],
          { cwd: folder },
        )
      ).code,
      0,
    );
  }),
);

sweeps.run();
