import * as fc from 'fast-check';
import { type Filters, makeCrossfilter, type Test } from '../../src/report/browser/crossfilter.ts';
import type { Field } from '../../src/report/browser/fields.ts';
import { type HashContext, readHash, writeHash } from '../../src/report/browser/hashState.ts';
import type { State } from '../../src/report/browser/state.ts';
import { makeStore } from '../../src/report/browser/store.ts';
import { nextSort } from '../../src/report/browser/table/gridHead.ts';
import { assert, runs, suite } from '../harness.ts';

const state = suite('page state');

const field = (id: string, column: readonly number[]): Field => ({
  id,
  label: id,
  unit: '',
  kind: 'number',
  column,
  categories: [],
  better: null,
  group: 'metric',
  text: String,
  exact: String,
});
const ids = ['m:latency_s', 'a:arch.rows', 'a:we;ird=&+*.. name', 'rank'];
const fields = new Map(ids.map((id) => [id, field(id, [])]));
const defaults: State = {
  tab: 'explore',
  x: ids[0]!,
  y: ids[1]!,
  logX: true,
  logY: true,
  colour: 'rank',
  filters: {},
  group: 0,
  pinned: 3,
  against: null,
  choices: {},
  highlight: null,
  sort: [{ field: 'rank', descending: false }],
  hidden: [],
  stack: 'absolute',
  tables: [],
};
const address: HashContext = {
  defaults,
  fields,
  rows: 50,
  tabs: ['explore', 'design'],
  groups: [0, 2],
  views: ['scatter', 'legend', 'parallel'],
};

const anyId = fc.constantFrom(...ids);
const anyTest: fc.Arbitrary<Test> = fc.oneof(
  fc.record({
    field: anyId,
    low: fc.double({ noNaN: true, noDefaultInfinity: true }),
    high: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
  fc.record({ field: anyId, values: fc.array(fc.nat(40), { minLength: 1, maxLength: 5 }) }),
);
const anyState: fc.Arbitrary<State> = fc.record({
  tab: fc.constantFrom('explore', 'design'),
  x: anyId,
  y: anyId,
  logX: fc.boolean(),
  logY: fc.boolean(),
  colour: anyId,
  filters: fc.dictionary(
    fc.constantFrom('scatter', 'legend', 'parallel'),
    fc.array(anyTest, { minLength: 1, maxLength: 3 }),
    { noNullPrototype: true },
  ),
  group: fc.constantFrom(-1, 0, 2),
  pinned: fc.option(fc.nat(49)),
  against: fc.option(fc.nat(49)),
  choices: fc.dictionary(
    fc.constantFrom('scatter.memory', 'parallel.metric'),
    fc.string({ unit: 'binary', maxLength: 12 }),
    { noNullPrototype: true },
  ),
  highlight: fc.constant(null),
  sort: fc.uniqueArray(fc.record({ field: anyId, descending: fc.boolean() }), { selector: (s) => s.field }),
  hidden: fc.uniqueArray(anyId),
  stack: fc.constantFrom('absolute', 'percent', 'per-mac'),
  tables: fc.uniqueArray(fc.constantFrom('scatter', 'parallel')),
});

state('any state survives the address', () => {
  fc.assert(
    fc.property(anyState, (one) => {
      const hash = writeHash(one, address);
      assert.is(/[\s"<>]/.test(hash), false, hash);
      assert.is(
        JSON.stringify(readHash(`#${hash}`, address)),
        JSON.stringify(one).replace(/-0(?=[,}])/g, '0'),
      );
    }),
    { numRuns: runs(500) },
  );
});

state('an address of anything else opens the defaults where it is wrong', () => {
  assert.equal(readHash('', address), defaults);
  assert.equal(readHash('#v=2;x=rank', address), defaults);
  const odd = readHash(
    '#v=1;x=%E0%A4%A;tab=evil;pin=99;group=1;f.scatter=rank*x..y;f.__proto__=rank*1..2;stack=up;sort=+nope',
    address,
  );
  assert.equal(odd, { ...defaults, sort: [] });
  fc.assert(
    fc.property(fc.string(), (text) => {
      readHash(`#v=1;${text}`, address);
    }),
    { numRuns: runs(300) },
  );
});

state('views narrow each other and never themselves', () => {
  const columns = { p: [1, 2, 3, 4, Number.NaN], q: [5, 4, 3, 2, 1] };
  const filter = makeCrossfilter(5, new Map(Object.entries(columns).map(([id, c]) => [id, field(id, c)])));
  const scope = { mask: new Uint8Array([1, 1, 1, 1, 1]), count: 5 };
  const filters: Filters = {
    one: [{ field: 'p', low: 2, high: 4 }],
    two: [{ field: 'q', values: [5, 4, 3] }],
    ghost: [{ field: 'gone', low: 0, high: 0 }],
  };
  assert.equal(Array.from(filter.select(filters, scope).mask), [0, 1, 1, 0, 0]);
  assert.equal(Array.from(filter.select(filters, scope, 'one').mask), [1, 1, 1, 0, 0]);
  assert.equal(Array.from(filter.select(filters, scope, 'two').mask), [0, 1, 1, 1, 0]);
  assert.is(filter.select({}, scope).count, 5);
  const narrow = { mask: new Uint8Array([0, 1, 0, 1, 0]), count: 2 };
  assert.equal(Array.from(filter.select(filters, narrow).mask), [0, 1, 0, 0, 0]);
  assert.equal(Array.from(scope.mask), [1, 1, 1, 1, 1], 'a scope is not written to');
});

state('undo and redo walk recorded changes, a drag is one', () => {
  const recorded: State[] = [];
  const store = makeStore(defaults, defaults, (s) => recorded.push(s));
  store.change({ pinned: 1 });
  for (const low of [1, 2, 3])
    store.change({ filters: { scatter: [{ field: 'rank', low, high: 9 }] } }, false);
  store.change({ filters: { scatter: [{ field: 'rank', low: 3, high: 9 }] } });
  store.change({ highlight: 7 }, false);
  assert.is(recorded.length, 2);
  assert.ok(store.undo());
  assert.equal(store.state.filters, {});
  assert.is(store.state.pinned, 1);
  assert.ok(store.undo());
  assert.is(store.state.pinned, 3);
  assert.not.ok(store.undo());
  assert.ok(store.redo());
  assert.ok(store.redo());
  assert.not.ok(store.redo());
  assert.is(Object.keys(store.state.filters).length, 1);
  store.reset();
  assert.equal(store.state, defaults);
});

state('headers sort: up, down, not at all; with Shift as a further key', () => {
  const once = nextSort([], 'a', false);
  assert.equal(once, [{ field: 'a', descending: false }]);
  const turned = nextSort(once, 'a', false);
  assert.equal(turned, [{ field: 'a', descending: true }]);
  assert.equal(nextSort(turned, 'a', false), []);
  const both = nextSort(once, 'b', true);
  assert.equal(both, [...once, { field: 'b', descending: false }]);
  assert.equal(nextSort(both, 'a', true), [
    { field: 'a', descending: true },
    { field: 'b', descending: false },
  ]);
});

state.run();
