import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JudgedClaim, judgeClaim } from '../../src/cli/reproduce/judgeClaim.ts';
import { evaluate, loadSpec, pointsOf } from '../../src/index.ts';
import type { Claim } from '../../src/io/claimsFile.ts';
import { assert, suite } from '../harness.ts';
import { inFolder, smallSweep, winnow } from './runWinnow.ts';

const test = suite('reproduce');

const claims = (rows: string): string => `kind: claims
version: 1
name: mine
title: A paper of mine <b>
citation: nowhere
claims:
${rows}`;

const row = (more: string, value = '2', confidence = 'verified: table 1'): string => `  - claim: a ratio
    value: ${value}
    unit: x
    source: table 1
    confidence: '${confidence}'
${more}`;

const ratio = `    measure:
      sweep: sweep.yaml
      metric: cycles
      of: { arch.array.rows: 4 }
      over: { arch.array.rows: 8 }
`;

/** Runs `winnow reproduce` on a paper written into a folder. */
const reproduce = (expected: string, ...flags: string[]) =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'sweep.yaml'), smallSweep);
    writeFileSync(join(folder, 'mine', 'expected.yaml'), expected);
    const ran = await winnow(['reproduce', './mine', '--quiet', ...flags], { cwd: folder });
    const page = flags.includes('--html') ? readFileSync(join(folder, 'page.html'), 'utf8') : '';
    return { ...ran, page };
  });

const first = (out: string): JudgedClaim => JSON.parse(out).papers[0].claims[0];

/** The mean ratio of cycles at 4 rows over those at 8, from the public surface alone. */
const meanRatio = (): Promise<number> =>
  inFolder((folder) => {
    const file = join(folder, 'sweep.yaml');
    writeFileSync(file, smallSweep);
    const cycles = new Map<string, number>();
    const design = (rows: unknown, at: Readonly<Record<string, unknown>>): string =>
      [rows, at['arch.array.cols'], at['arch.array.dataflow']].join();
    const points = [...pointsOf(loadSpec(file))];
    for (const { at, spec } of points)
      cycles.set(design(at['arch.array.rows'], at), evaluate(spec).metrics['cycles']!);
    const ratios = points
      .filter(({ at }) => at['arch.array.rows'] === 4)
      .map(({ at }) => cycles.get(design(4, at))! / cycles.get(design(8, at))!);
    return ratios.reduce((a, b) => a + b, 0) / ratios.length;
  });

test('a ratio pairs points that differ in the named columns alone, and averages', async () => {
  const expected = await meanRatio();
  const { code, out } = await reproduce(
    claims(row(`    tolerance: { percent: 0.1 }\n${ratio}`, String(expected))),
    '--json',
  );
  assert.is(code, 0);
  const claim = first(out);
  assert.ok(claim.gates && claim.verdict === 'within');
  assert.ok(Math.abs(claim.simulated! - expected) < 1e-12 && expected > 1);
});

test('a miss of a claim that gates is exit code 6; a recalled one is shown and is not', async () => {
  const wrong = `    tolerance: { percent: 1 }\n${ratio}`;
  assert.is((await reproduce(claims(row(wrong, '100')))).code, 6);
  const recalled = await reproduce(claims(row(wrong, '100', 'recalled, unverified')));
  assert.is(recalled.code, 0);
  assert.match(recalled.out, /outside, does not gate +recalled/);
  assert.match(recalled.out, /0 of 0 gating claims hold/);
  assert.is((await reproduce(claims(row(`    compare: at-most\n${ratio}`, '1')))).code, 6);
  assert.is((await reproduce(claims(row(`    compare: at-least\n${ratio}`, '1')))).code, 0);
});

test('mistakes are told at their line, all at once', async () => {
  const { code, err } = await reproduce(
    claims(
      row(
        `    measure: { sweep: sweep.yaml, metric: cycels, of: { arch.array.rows: 5, arch.array.colls: 4 } }\n`,
      ) + row(ratio, '2', 'recalled').replace("'recalled'", "'recalled'\n    gates: true"),
    ),
  );
  assert.is(code, 2);
  assert.match(err, /expected\.yaml:18:12[\s\S]*a recalled or unknown figure never gates/);
  const later = await reproduce(
    claims(
      row(
        `    measure: { sweep: sweep.yaml, metric: cycels, of: { arch.array.rows: 5, arch.array.colls: 4 } }\n`,
      ),
    ),
  );
  assert.is(later.code, 2);
  assert.match(later.err, /WIN-REP-001[\s\S]*did you mean cycles/);
  assert.match(later.err, /WIN-REP-003[\s\S]*arch\.array\.rows is never 5/);
  assert.match(later.err, /did you mean arch\.array\.cols/);
  assert.match(later.err, /expected\.yaml:12:/);
  assert.is((await winnow(['reproduce', 'spfd'])).code, 2);
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'sweep.yaml'), smallSweep);
    writeFileSync(join(folder, 'expected.yaml'), claims(row(ratio.replace('rows: 8', 'rows: 9'))));
    const lint = await winnow(['lint', 'expected.yaml'], { cwd: folder });
    assert.is(lint.code, 2);
    assert.match(lint.out, /WIN-REP-003[\s\S]*arch\.array\.rows is never 9/);
  });
});

test('the page holds every claim, escapes what papers say and runs nothing', async () => {
  const { page, code } = await reproduce(
    claims(row(`    conditions: '<script>alert(1)</script>'\n${ratio}`)),
    '--html',
    'page.html',
  );
  assert.is(code, 0);
  assert.match(page, /A paper of mine &lt;b&gt;/);
  assert.match(page, /&lt;script&gt;/);
  assert.not.match(page, /<script|src=|href=/);
  assert.match(page, /default-src 'none'/);
});

test('shipped papers: what is exact stays exact', async () => {
  const { code, out } = await winnow([
    'reproduce',
    'spdf',
    'mediswift',
    'iterative-pruning',
    'sat',
    '--json',
    '--quiet',
  ]);
  assert.is(code, 0);
  const { papers } = JSON.parse(out) as { papers: { claims: JudgedClaim[]; gating: number; held: number }[] };
  assert.equal(
    papers.map(({ gating, held }) => [gating, held]),
    [
      [3, 3],
      [4, 4],
      [4, 4],
      [14, 14],
    ],
  );
  const simulated = (paper: number, text: string) =>
    papers[paper]!.claims.find(({ claim }) => claim.includes(text))!.simulated!.toFixed(3);
  assert.is(simulated(0, '75 %'), '2.494');
  assert.is(simulated(1, 'Med by'), '1.995');
  assert.is(simulated(2, 'inference FLOPs'), '3.025');
  assert.is(simulated(2, 'parameters'), '4.343');
});

test('verdicts at the edges of a tolerance', () => {
  const base = { claim: 'c', unit: 'x', source: 's', confidence: 'verified', compare: 'equal' } as const;
  const verdict = (more: Partial<Claim>, simulated: number): string =>
    judgeClaim({ ...base, value: 2, ...more } as Claim, simulated).verdict;
  assert.is(verdict({ tolerance: { percent: 10 } }, 2.19), 'within');
  assert.is(verdict({ tolerance: { percent: 10 } }, 1.79), 'outside');
  assert.is(verdict({ value: 2.5, tolerance: { decimals: 1 } }, 2.494), 'within');
  assert.is(verdict({ value: 2.494, tolerance: { decimals: 3 } }, 2.4936), 'within');
  assert.is(verdict({ value: 2.494, tolerance: { decimals: 3 } }, 2.4934), 'outside');
  assert.is(verdict({}, 5), 'not judged');
  assert.is(verdict({ tolerance: { percent: 1 } }, Number.NaN), 'outside');
  assert.is(judgeClaim({ ...base, value: 2 } as Claim, null).verdict, 'not modelled');
  assert.not(
    judgeClaim({ ...base, value: 2, confidence: 'unknown', tolerance: { percent: 1 } } as Claim, 2).gates,
  );
});

test.run();
