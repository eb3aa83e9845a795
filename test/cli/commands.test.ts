import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands/registry.gen.ts';
import { worstExit } from '../../src/cli/output/exitCode.ts';
import { assert, suite } from '../harness.ts';
import { inFolder, smallSweep, winnow, winnowProcess } from './runWinnow.ts';

const cli = suite('commands');

cli('all have two examples that name them, and a usage that starts with their name', async () => {
  for (const [name, load] of Object.entries(commands)) {
    const { default: command } = await load();
    assert.is(command.usage.split(' ')[0], name);
    assert.is(command.examples.length, 2, name);
    assert.ok(
      command.examples.some(([line]) => line.startsWith(`winnow ${name}`)),
      name,
    );
    assert.ok(command.summary.length > 10);
  }
});

cli('exit codes have an order', () => {
  assert.is(worstExit([]), 0);
  assert.is(worstExit([3, 6, 5]), 5);
  assert.is(worstExit([5, 4]), 4);
  assert.is(worstExit([2, 1]), 1);
  assert.is(worstExit([1, 130]), 130);
});

cli('help names every command and ends with examples', async () => {
  const top = await winnowProcess(['--help']);
  assert.is(top.code, 0);
  for (const name of Object.keys(commands)) assert.match(top.out, `winnow ${name}`);
  const one = await winnow(['sweep', '--help']);
  assert.match(one.out, /Examples:\n.*winnow sweep experiments/);
});

cli('mistakes in the call exit with 2 and say what would be right', async () => {
  const wrong = await winnowProcess(['swep', 's.yaml']);
  assert.is(wrong.code, 2);
  assert.match(wrong.err, /did you mean winnow sweep/);
  assert.is((await winnow([])).code, 2);
  assert.is((await winnow(['list', '--bogus'])).code, 2);
  assert.is((await winnow(['list', '--jobs', '-1'])).code, 2);
  assert.match((await winnow(['validate', 'timelop'])).err, /did you mean timeloop/);
});

cli('run, explain and list answer one JSON document', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 's.yaml'), smallSweep);
    const run = await winnow(['run', 's.yaml', '--point', '5', '--json', '--save-mapping', 'm.yaml'], {
      cwd: folder,
    });
    const result = JSON.parse(run.out);
    assert.is(result.layers.length, 2);
    const again = await winnow(['run', 's.yaml', '--point', '5', '--json', '--mapping', 'm.yaml'], {
      cwd: folder,
    });
    const fixed = JSON.parse(again.out);
    assert.is(fixed.metrics.cycles, result.metrics.cycles);
    assert.equal(fixed.layers[0].mapping, result.layers[0].mapping);
    assert.is((await winnow(['run', 's.yaml'], { cwd: folder })).code, 2);

    const explained = JSON.parse(
      (await winnow(['explain', 's.yaml', '--point', '0', '--json'], { cwd: folder })).out,
    );
    assert.ok(explained.layers[0].terms.length > 0);
    const text = await winnow(['explain', 's.yaml', '--point', '0'], { cwd: folder });
    assert.match(text.out, /What this model leaves out/);

    const all = JSON.parse((await winnow(['list', '--json'])).out);
    assert.ok(all.dataflows.some((d: { name: string }) => d.name === 'systolic'));
    assert.ok(all.models.some((d: { name: string }) => d.name === 'resnet18'));
    assert.ok(all.samplers.length >= 4);

    const shown = await winnow(['config', 'show', 's.yaml', '--origin'], { cwd: folder });
    assert.match(shown.out, /rows: 32 {2}# .*systolic.yaml:\d+/);
    assert.not.match((await winnow(['config', 'show', 's.yaml'], { cwd: folder })).out, /systolic.yaml:\d+/);
    assert.is((await winnow(['doctor', '--json'], { cwd: folder })).out.startsWith('{'), true);
  }),
);

cli('check holds cycles against a lock, and compare two runs', () =>
  inFolder(async (folder) => {
    const at = { cwd: folder };
    writeFileSync(join(folder, 's.yaml'), smallSweep);
    assert.is((await winnow(['check', 's.yaml'], at)).code, 2);
    assert.is((await winnow(['check', 's.yaml', '--update', '--quiet'], at)).code, 0);
    assert.is((await winnow(['check', 's.yaml', '--quiet'], at)).code, 0);
    const lock = join(folder, 's.lock.json');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(/"cycles": (\d+)/, '"cycles": 1$1'));
    const moved = await winnow(['check', 's.yaml', '--json'], at);
    assert.is(moved.code, 6);
    assert.is(JSON.parse(moved.out).differences.length, 1);
    const read = await winnow(['check', 's.yaml', '--quiet'], at);
    assert.match(read.out, /moved +workload=products.*arch.array.rows=4/);

    await winnow(['sweep', 's.yaml', '--quiet', '--out', 'a'], at);
    await winnow(['sweep', 's.yaml', '--quiet', '--out', 'b', '--set', 'arch.dram.latency_cycles=90'], at);
    const same = JSON.parse((await winnow(['compare', 'a', 'a', '--json', '--fail-on', '0'], at)).out);
    assert.is(same.matched, 12);
    assert.is(same.moved.length, 0);
    const other = await winnow(['compare', 'a', 'b', '--json', '--metric', 'cycles', '--fail-on', '0'], at);
    assert.is(other.code, 6);
    assert.ok(JSON.parse(other.out).moved.every((m: { change_pct: number }) => m.change_pct > 0));
  }),
);

cli.run();
