import * as fc from 'fast-check';
import { decodeReport } from '../../src/report/decodeReport.ts';
import { encodeReport } from '../../src/report/encodeReport.ts';
import { packTree } from '../../src/report/packTree.ts';
import { unpackTree } from '../../src/report/unpackTree.ts';
import { assert, runs, suite } from '../harness.ts';
import { syntheticReport } from './syntheticReport.ts';

const packing = suite('report data');

/** As JSON, typed arrays as lists: what must survive, whatever prototypes objects have. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (ArrayBuffer.isView(v) ? Array.from(v as Float64Array) : v));

packing('any tree comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), (roots) => {
      const tree = unpackTree(packTree(roots));
      assert.is(tree.roots, roots.length);
      roots.forEach((root, i) => {
        assert.is(plain(tree.read(i)), plain(root));
      });
    }),
    { numRuns: runs(300) },
  );
});

packing('columns come back with their type and every bit', () => {
  fc.assert(
    fc.property(fc.float64Array({ maxLength: 40 }), fc.uint32Array({ maxLength: 40 }), (a, b) => {
      const back = unpackTree(packTree([{ a, b }])).read(0) as { a: Float64Array; b: Uint32Array };
      assert.instance(back.a, Float64Array);
      assert.instance(back.b, Uint32Array);
      assert.is(back.a.length, a.length);
      a.forEach((v, i) => {
        assert.ok(Object.is(v, back.a[i]), `${v} came back as ${back.a[i]}`);
      });
      assert.equal(Array.from(back.b), Array.from(b));
    }),
    { numRuns: runs(300) },
  );
});

packing('a report comes back whole, details one by one', () => {
  const data = syntheticReport({ points: 200 });
  const open = decodeReport(encodeReport(data, { total: 1000 }));
  const { details, ...rest } = data;
  const { total, detailRows, detail, ...seen } = open;
  assert.is(plain(seen), plain(rest));
  assert.is(total, 1000);
  assert.ok(details.length > 5);
  assert.equal(
    Array.from(detailRows),
    details.map((d) => d.row),
  );
  for (const { row, result } of details) assert.is(plain(detail(row)), plain(result));
  const without = Array.from(rest.points.index.keys()).find((row) => !detailRows.includes(row))!;
  assert.is(open.detail(without), null);
});

packing('a hostile key is a key', () => {
  const roots = [JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}') as unknown];
  const back = unpackTree(packTree(roots)).read(0) as Record<string, unknown>;
  assert.is(plain(back), '{"__proto__":{"polluted":1},"constructor":2}');
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
});

packing('equal results are stored once', () => {
  const { details } = syntheticReport({ points: 60 });
  const one = packTree([details[0]!.result]).length;
  const ten = packTree(Array.from({ length: 10 }, () => details[0]!.result)).length;
  assert.ok(ten - one < 300, `${one} bytes once, ${ten} bytes ten times`);
});

packing('data of a newer format is refused in a sentence', () => {
  const bytes = packTree([1]);
  const text = new TextDecoder().decode(bytes);
  const at = text.indexOf('"version":1');
  bytes[at + 10] = '9'.charCodeAt(0);
  assert.throws(() => unpackTree(bytes), /format 9, newer than the page's 1/);
});

packing.run();
