import fc from 'fast-check';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { evaluateExpression } from '../../../src/explore/expression/evaluateExpression.ts';
import { parseGoals } from '../../../src/explore/expression/goals.ts';
import { parseExpression } from '../../../src/explore/expression/parseExpression.ts';
import { assert, runs, suite } from '../../harness.ts';

const goals = suite('goals');
const known = [
  { name: 'cycles', better: 'lower' },
  { name: 'area_mm2', better: 'lower' },
  { name: 'tokens_per_s', better: 'higher' },
  { name: 'arch.array.rows', better: null },
] as const;
const values: Record<string, number> = { cycles: 8, area_mm2: 2, tokens_per_s: 5, 'arch.array.rows': 16 };
const lookup = (name: string): number => values[name] ?? Number.NaN;
const parse = (objectives: string[], constraints: string[] = []) =>
  parseGoals({ objectives, constraints }, known, (name) => name.endsWith('_bytes'));

function diagnosticsOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  throw new Error('nothing was wrong');
}

goals('read objectives with their direction', () => {
  const { objectives } = parse(['cycles', 'max: area_mm2', 'tokens_per_s', 'min: cycles * area_mm2']);
  assert.equal(
    objectives.map((o) => [o.name, o.direction, o.value(lookup)]),
    [
      ['cycles', 'min', 8],
      ['area_mm2', 'max', 2],
      ['tokens_per_s', 'max', 5],
      ['cycles * area_mm2', 'min', 16],
    ],
  );
});

goals('measure how far a constraint is broken', () => {
  const of = (text: string) => parse(['cycles'], [text]).constraints[0]!.violation(lookup);
  assert.is(of('area_mm2 <= 2'), 0);
  assert.ok(of('area_mm2 < 2') > 0);
  assert.is(of('cycles <= 4'), 0.5);
  assert.is(of('cycles >= 4'), 0);
  assert.is(of('arch.array.rows * area_mm2 == 32'), 0);
  assert.is(of('cycles != 8'), 1);
  assert.ok(Number.isNaN(of('dram_bytes <= 5')));
});

goals('point at the word that is wrong and say what was meant', () => {
  const [first, second, third] = diagnosticsOf(() => parse(['cycels'], ['area_mm2 <=', 'area_mm2 <= 3 $ 4']));
  assert.is(first!.column, 1);
  assert.match(first!.hint!, /cycles/);
  assert.equal(first!.path, ['objectives', 0]);
  assert.is(second!.column, 12);
  assert.is(third!.column, 15);
  assert.match(diagnosticsOf(() => parse(['cycles'], ['cycles']))[0]!.message, /compares/);
  assert.match(diagnosticsOf(() => parse(['cycles < 2']))[0]!.message, /not a comparison/);
  assert.match(diagnosticsOf(() => parse(['1e999']))[0]!.message, /finite/);
  assert.match(diagnosticsOf(() => parse(['('.repeat(5000)]))[0]!.message, /levels/);
});

type Tree = { text: string; value: number };
const { tree } = fc.letrec<{ tree: Tree; leaf: Tree; pair: Tree }>((tie) => ({
  leaf: fc.nat(50).map((n) => ({ text: String(n), value: n })),
  pair: fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/'), tie('tree')).map(([a, operator, b]) => ({
    text: `(${a.text} ${operator} ${b.text})`,
    value:
      operator === '+'
        ? a.value + b.value
        : operator === '-'
          ? a.value - b.value
          : operator === '*'
            ? a.value * b.value
            : a.value / b.value,
  })),
  tree: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('pair')),
}));

goals('compute what arithmetic says', () => {
  fc.assert(
    fc.property(tree, ({ text, value }) => {
      assert.ok(Object.is(evaluateExpression(parseExpression(text, []).left, lookup), value), text);
    }),
    { numRuns: runs(300) },
  );
  const of = (text: string) => evaluateExpression(parseExpression(text, []).left, lookup);
  assert.is(of('2 + 3 * 4 - 10 / 5'), 12);
  assert.is(of('8 - 3 - 2'), 3);
  assert.is(of('-2 * -(1 + 1)'), 4);
  assert.is(of('1.5e3 - .5'), 1499.5);
});

goals('refuse any text without harm', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      try {
        parseExpression(text, []);
      } catch (error) {
        assert.instance(error, DiagnosticError);
      }
    }),
    { numRuns: runs(500) },
  );
});

goals.run();
