import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { temporaryFolder } from '../io/temporaryFolder.ts';
import { schemaCases, syntaxCases } from './handMade.ts';

const test = suite('hostile specs at the command line');
const program = fileURLToPath(new URL('dist/src/cli/main.js', repositoryRoot));

const names = [
  'binary',
  'billion laughs',
  'ten thousand open brackets',
  '__proto__',
  'axis value of 10^12',
  'layer of 10^12 as 1e12',
];

test('each exits with 2, names file, line and column, and prints no stack', () => {
  const cases = [...syntaxCases, ...schemaCases].filter(({ name }) => names.includes(name));
  assert.is(cases.length, names.length);
  for (const { name, text, code } of cases) {
    const folder = temporaryFolder({ 'spec.yaml': typeof text === 'string' ? text : Buffer.from(text) });
    try {
      const done = spawnSync(process.execPath, [program, 'sweep', 'spec.yaml', '--color=never'], {
        cwd: folder.path('.'),
        encoding: 'utf8',
        timeout: 20_000,
      });
      assert.is(done.status, 2, `${name}: exit ${done.status} ${done.stderr}`);
      assert.match(done.stderr, new RegExp(`^spec\\.yaml:\\d+:\\d+: error ${code}: `, 'm'));
      assert.not.match(done.stderr, /^\s+at .*[/\\]dist[/\\]/m);
      assert.is(done.stdout, '');
    } finally {
      folder.remove();
    }
  }
});

test.run();
