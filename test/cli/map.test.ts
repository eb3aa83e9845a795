import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { inFolder, winnow, winnowProcess } from './runWinnow.ts';

const tests = suite('winnow map');
const sweep = fileURLToPath(new URL('docs/examples/einsums.yaml', repositoryRoot));
const point = ['--point', '0'];

tests('prints the size of the space, repeats itself, and its mapping runs as it says', () =>
  inFolder(async (folder) => {
    const args = [
      'map',
      sweep,
      ...point,
      '--layer',
      'mttkrp',
      '--objective',
      'cycles',
      '--evaluations',
      '30000',
    ];
    const first = await winnow([...args, '--json', '--out', 'm.yaml'], { cwd: folder });
    assert.is(first.code, 0, first.err);
    assert.is((await winnow([...args, '--json'], { cwd: folder })).out, first.out);
    const { space, tried, stopped, cost } = JSON.parse(first.out);
    assert.ok(space > 1e9);
    assert.ok(tried >= 30_000);
    assert.match(stopped, /budget/);
    const ran = await winnow(['run', sweep, ...point, '--mapping', 'm.yaml', '--json'], { cwd: folder });
    const layer = JSON.parse(ran.out).layers.find(({ name }: { name: string }) => name === 'mttkrp');
    assert.is(layer.execution.cycles, Math.floor(cost));
  }),
);

tests('a front is no worse in either objective as the other gives way, each mapping in a file', () =>
  inFolder(async (folder) => {
    const args = ['map', sweep, ...point, '--layer', 'ttm', '--front', '--evaluations', '9000', '--out', 'f'];
    const { front } = JSON.parse((await winnow([...args, '--json'], { cwd: folder })).out);
    assert.ok(front.length > 0);
    for (let i = 1; i < front.length; i++) {
      assert.ok(front[i].cycles > front[i - 1].cycles);
      assert.ok(front[i].energyPj < front[i - 1].energyPj);
    }
    const ran = await winnow(['run', sweep, ...point, '--mapping', 'f/0.yaml', '--json'], { cwd: folder });
    const layer = JSON.parse(ran.out).layers.find(({ name }: { name: string }) => name === 'ttm');
    assert.is(layer.execution.cycles, front[0].cycles);
  }),
);

tests('an interrupt ends with the best so far', () =>
  inFolder(async (folder) => {
    const args = ['map', sweep, ...point, '--layer', 'scores', '--evaluations', '1000000000'];
    const done = await winnowProcess(args, { cwd: folder, interruptOn: /Best/ });
    assert.is(done.code, 130, done.err);
    assert.match(done.out, /^scores: edp .*\n.*\n.* mappings tried, interrupted/);
  }),
);

tests.run();
