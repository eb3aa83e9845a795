import { writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { readPositions } from '../../src/io/readPositions.ts';
import { readTensor } from '../../src/io/readTensor.ts';
import { type PruneSpec, prunedPositions } from '../../src/tensor/prunedPositions.ts';
import { winnow } from '../cli/runWinnow.ts';
import { assert, runs, suite } from '../harness.ts';
import { cellsOf } from '../tensor/enumerate.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const tests = suite('tensors from files');
const folder = temporaryFolder({});
let count = 0;
const write = (suffix: string, bytes: Uint8Array | string): string => {
  const file = folder.path(`t${count++}${suffix}`);
  writeFileSync(file, bytes);
  return file;
};

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
const joined = (...parts: (Uint8Array | string)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
const u16 = (...values: number[]): Uint8Array => bytesOf(Uint16Array.from(values));
const u32 = (...values: number[]): Uint8Array => bytesOf(Uint32Array.from(values));

const npy = (descr: string, shape: string, data: ArrayBufferView, fortran = false): Uint8Array => {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }\n`;
  return joined('\x93NUMPY\x01\x00', u16(header.length), header, bytesOf(data));
};

/** A zip archive of members, deflated or stored; `state` overrides the size that the directory states. */
const npz = (members: Readonly<Record<string, Uint8Array>>, deflate: boolean, state?: number): Uint8Array => {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, data] of Object.entries(members)) {
    const packed = deflate ? deflateRawSync(data) : data;
    const method = deflate ? 8 : 0;
    const sizes = u32(0, packed.length, state ?? data.length);
    const local = joined(u32(0x04034b50), u16(20, 0, method, 0, 0), sizes, u16(name.length, 0), name, packed);
    directory.push(
      joined(
        u32(0x02014b50),
        u16(20, 20, 0, method, 0, 0),
        sizes,
        u16(name.length, 0, 0, 0, 0),
        u32(0, at),
        name,
      ),
    );
    parts.push(local);
    at += local.length;
  }
  const entries = joined(...directory);
  const n = directory.length;
  return joined(...parts, entries, u32(0x06054b50), u16(0, 0, n, n), u32(entries.length, at), u16(0));
};

const safetensors = (header: unknown, data: Uint8Array): Uint8Array => {
  const text = JSON.stringify(header);
  return joined(u32(text.length, 0), text, data);
};

const matrix = Float32Array.of(1, -2, 0, 4, 5.5, -6);
const faultOf = (file: string, tensor?: string): string => {
  try {
    readTensor(file, tensor, false);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const { code, hint } = error.diagnostics[0]!;
    assert.is(error.diagnostics.length, 1);
    assert.ok(hint !== undefined && hint !== '');
    return code;
  }
  return 'none';
};

tests('reads .npy in either order, transposed or not', () => {
  const plain = write('.npy', npy('<f4', '2, 3', matrix));
  assert.equal(readTensor(plain, undefined, false), { rows: 2, cols: 3, values: matrix });
  const turned = Float32Array.of(1, 4, -2, 5.5, 0, -6);
  assert.equal(readTensor(plain, undefined, true), { rows: 3, cols: 2, values: turned });
  const fortran = write('.npy', npy('<f4', '2, 3', turned, true));
  assert.equal(readTensor(fortran, undefined, false), { rows: 2, cols: 3, values: matrix });
  assert.equal(readTensor(fortran, undefined, true), { rows: 3, cols: 2, values: turned });
  const filters = write('.npy', npy('<f4', '2, 1, 3', matrix));
  assert.equal(readTensor(filters, undefined, false), { rows: 2, cols: 3, values: matrix });
});

tests('reads every element type', () => {
  const cases: [string, ArrayBufferView, number[]][] = [
    ['<f8', Float64Array.of(0.5, -3), [0.5, -3]],
    ['<f2', Uint16Array.of(0x3c00, 0xc100), [1, -2.5]],
    ['<f2', Uint16Array.of(0x0001, 0x7bff), [2 ** -24, 65504]],
    ['<i8', BigInt64Array.of(7n, -9n), [7, -9]],
    ['<i4', Int32Array.of(7, -9), [7, -9]],
    ['<i2', Int16Array.of(7, -9), [7, -9]],
    ['|i1', Int8Array.of(7, -9), [7, -9]],
    ['|u1', Uint8Array.of(7, 255), [7, 255]],
    ['|b1', Uint8Array.of(0, 1), [0, 1]],
  ];
  for (const [descr, data, values] of cases)
    assert.equal([...readTensor(write('.npy', npy(descr, '1, 2', data)), undefined, false).values], values);
  const codes: [string, Uint8Array, number[]][] = [
    ['BF16', u16(0x3f80, 0xc020), [1, -2.5]],
    ['F8_E4M3', Uint8Array.of(0x38, 0x7e), [1, 448]],
    ['F8_E5M2', Uint8Array.of(0x3c, 0xfb), [1, -57344]],
  ];
  for (const [dtype, data, values] of codes) {
    const file = write(
      '.safetensors',
      safetensors({ w: { dtype, shape: [1, 2], data_offsets: [0, data.length] } }, data),
    );
    assert.equal([...readTensor(file, 'w', false).values], values);
  }
});

tests('reads one tensor of an archive or a checkpoint by name, and no bytes of the others', () => {
  const members = { 'a.npy': npy('<f4', '2, 3', matrix), 'b.npy': npy('<i4', '1, 2', Int32Array.of(3, 4)) };
  for (const deflate of [false, true]) {
    const file = write('.npz', npz(members, deflate));
    assert.equal(readTensor(file, 'a', false).values, matrix);
    assert.equal([...readTensor(file, 'b', false).values], [3, 4]);
    assert.is(faultOf(file), 'WIN-TNS-006');
    assert.is(faultOf(file, 'c'), 'WIN-TNS-006');
  }
  // The other tensor's promised bytes are not in the file: only the one asked for is read.
  const file = write(
    '.safetensors',
    safetensors(
      {
        __metadata__: { format: 'pt' },
        near: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
        far: { dtype: 'F32', shape: [1000, 1000], data_offsets: [24, 4_000_024] },
      },
      bytesOf(matrix),
    ),
  );
  assert.equal(readTensor(file, 'near', false).values, matrix);
  assert.is(faultOf(file, 'far'), 'WIN-TNS-002');
  assert.is(faultOf(file, 'nera'), 'WIN-TNS-006');
});

tests('refuses hostile files by a diagnostic, without the memory that they promise', () => {
  const before = process.memoryUsage().arrayBuffers;
  const huge = (shape: string): Uint8Array => npy('<f4', shape, matrix);
  assert.is(faultOf(write('.npy', huge('1000000, 1000000'))), 'WIN-TNS-004');
  assert.is(faultOf(write('.npy', huge(`${'9'.repeat(150)}, 2`))), 'WIN-TNS-004');
  assert.is(faultOf(write('.npy', huge('10000, 10000'))), 'WIN-TNS-002');
  assert.is(faultOf(write('.npy', huge('0, 3'))), 'WIN-TNS-004');
  assert.is(faultOf(write('.npy', huge('6,'))), 'WIN-TNS-004');
  assert.is(faultOf(write('.npy', npy('>f4', '2, 3', matrix))), 'WIN-TNS-005');
  assert.is(faultOf(write('.npy', npy('|O', '2, 3', matrix))), 'WIN-TNS-005');
  assert.is(faultOf(write('.npy', npy('<f4', '1, 2', Float32Array.of(1, Number.NaN)))), 'WIN-TNS-007');
  assert.is(faultOf(write('.npy', joined('\x93NUMPY\x02\x00', u32(4_000_000_000)))), 'WIN-TNS-003');
  assert.is(faultOf(write('.npy', joined('\x93NUMPY\x09\x00', u16(9)))), 'WIN-TNS-003');
  assert.is(faultOf(write('.npy', 'no array at all')), 'WIN-TNS-003');
  assert.is(faultOf(write('.npy', '')), 'WIN-TNS-003');
  assert.is(faultOf(write('.txt', '1 2 3')), 'WIN-TNS-003');
  assert.is(faultOf(folder.path('absent.npy')), 'WIN-TNS-001');
  assert.is(faultOf(folder.path('.')), 'WIN-TNS-001');

  assert.is(faultOf(write('.safetensors', joined(u32(0xffffffff, 0xffffffff)))), 'WIN-TNS-003');
  assert.is(faultOf(write('.safetensors', joined(u32(1000, 0), '{}'))), 'WIN-TNS-002');
  assert.is(faultOf(write('.safetensors', joined(u32(4, 0), '{{{{'))), 'WIN-TNS-003');
  assert.is(faultOf(write('.safetensors', joined(u32(2, 0), '[]'))), 'WIN-TNS-003');
  assert.is(faultOf(write('.safetensors', 'abc')), 'WIN-TNS-002');
  const entry = (fields: object): string =>
    write(
      '.safetensors',
      safetensors({ w: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24], ...fields } }, bytesOf(matrix)),
    );
  assert.is(faultOf(entry({})), 'none');
  assert.is(faultOf(entry({ shape: [2, 4] })), 'WIN-TNS-003');
  assert.is(faultOf(entry({ shape: [1e9, 1e9] })), 'WIN-TNS-004');
  assert.is(faultOf(entry({ shape: [-2, -3] })), 'WIN-TNS-003');
  assert.is(faultOf(entry({ data_offsets: [24, 0] })), 'WIN-TNS-003');
  assert.is(faultOf(entry({ data_offsets: [8, 32] })), 'WIN-TNS-002');
  assert.is(faultOf(entry({ dtype: 'Q3' })), 'WIN-TNS-005');

  const array = npy('<f4', '2, 3', matrix);
  assert.is(faultOf(write('.npz', npz({ 'a.npy': array }, true, 10))), 'WIN-TNS-003');
  assert.is(faultOf(write('.npz', npz({ 'a.npy': new Uint8Array(50_000_000) }, true, 100))), 'WIN-TNS-003');
  assert.is(faultOf(write('.npz', npz({ 'a.npy': array }, false, 0xfffffff0))), 'WIN-TNS-004');
  assert.is(faultOf(write('.npz', npz({}, false))), 'WIN-TNS-006');
  assert.is(faultOf(write('.npz', 'PK nothing')), 'WIN-TNS-003');
  assert.ok(process.memoryUsage().arrayBuffers - before < 200e6);
});

tests('a file cut short or damaged anywhere gives its numbers or one diagnostic', () => {
  const whole: [string, Uint8Array][] = [
    ['.npy', npy('<f4', '2, 3', matrix)],
    ['.npz', npz({ 'a.npy': npy('<f4', '2, 3', matrix) }, true)],
    ['.npz', npz({ 'a.npy': npy('<f4', '2, 3', matrix) }, false)],
    [
      '.safetensors',
      safetensors({ w: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] } }, bytesOf(matrix)),
    ],
  ];
  for (const [suffix, bytes] of whole) {
    const file = folder.path(`short${suffix}`);
    for (let length = 0; length < bytes.length; length += 3) {
      writeFileSync(file, bytes.subarray(0, length));
      assert.match(faultOf(file), /^WIN-TNS-00[2-6]$/, `${suffix} ${length}`);
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = bytes.slice();
        damaged[at] = value;
        writeFileSync(file, damaged);
        assert.match(faultOf(file), /^(none|WIN-TNS-00[2-7])$/);
      }),
      { numRuns: runs(100) },
    );
  }
});

/** Pruning by definition: sort all candidates by size, then by place. */
function prunedByDefinition(values: Float32Array, rows: number, cols: number, spec: PruneSpec): number[] {
  const cells = Array.from({ length: rows * cols }, (_, cell) => cell);
  const groupOf = (cell: number): string => {
    const [row, col] = [Math.floor(cell / cols), cell % cols];
    if (spec.pattern === 'n:m') {
      const down = spec.axis !== 'cols';
      return down ? `${col} ${Math.floor(row / spec.m)}` : `${row} ${Math.floor(col / spec.m)}`;
    }
    if (spec.pattern === 'constant-fan-in') return spec.axis !== 'cols' ? `${col}` : `${row}`;
    if (spec.pattern === 'block')
      return `${Math.floor(row / spec.block_rows)} ${Math.floor(col / spec.block_cols)}`;
    return '';
  };
  const groups = new Map<string, number[]>();
  for (const cell of cells) groups.set(groupOf(cell), [...(groups.get(groupOf(cell)) ?? []), cell]);
  const size = (cell: number): number => Math.abs(values[cell]!);
  let kept: number[];
  if (spec.pattern === 'block') {
    const sum = (group: number[]): number =>
      Math.fround(group.reduce((total, cell) => total + size(cell), 0));
    kept = [...groups.values()]
      .sort((x, y) => sum(y) - sum(x))
      .slice(0, Math.round(spec.density * groups.size))
      .flat();
  } else {
    const count =
      spec.pattern === 'n:m'
        ? spec.n
        : spec.pattern === 'uniform'
          ? Math.round(spec.density * cells.length)
          : spec.fan_in;
    kept = [...groups.values()].flatMap((group) =>
      [...group].sort((x, y) => size(y) - size(x) || x - y).slice(0, count),
    );
  }
  return kept.filter((cell) => values[cell] !== 0).sort((x, y) => x - y);
}

tests('pruning keeps the largest values of each group, line, block or of all', () => {
  const side = fc.integer({ min: 1, max: 45 });
  const axis = fc.constantFrom('rows', 'cols');
  const spec = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), axis)
      .map(([x, y, along]) => ({ pattern: 'n:m', n: Math.min(x, y), m: Math.max(x, y), axis: along })),
    fc.record({ pattern: fc.constant('constant-fan-in'), fan_in: side, axis }),
    fc.record({ pattern: fc.constant('uniform'), density: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({
      pattern: fc.constant('block'),
      block_rows: side,
      block_cols: side,
      density: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(
      side,
      side,
      spec,
      fc.nat(9999),
      fc.constantFrom(3, 1000),
      (rows, cols, given, seed, spread) => {
        let state = seed;
        const values = Float32Array.from({ length: rows * cols }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return ((state >>> 9) % (2 * spread + 1)) - spread;
        });
        const positions = prunedPositions(values, rows, cols, given as PruneSpec, 'rows');
        assert.equal(cellsOf(positions), prunedByDefinition(values, rows, cols, given as PruneSpec));
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('the same positions have the same name, from whatever file they come', () => {
  const request = { tensor: undefined, transpose: false, prune: null, groupsAlong: 'rows' } as const;
  const fromNpy = readPositions(write('.npy', npy('<f4', '2, 3', matrix)), request);
  const market = '%%MatrixMarket matrix coordinate pattern general\n3 2 5\n1 1\n2 1\n1 2\n2 2\n3 2\n';
  const fromMarket = readPositions(write('.mtx', market), { ...request, transpose: true });
  assert.equal(fromMarket, fromNpy);
});

const sweep = (weights: string): string => `kind: sweep
version: 1
name: pruned
workloads:
  - name: w
    layers: [{ name: up, gemm: [16, 8, 12] }]
    sparsity: { weights: ${weights} }
architectures: [{ extends: systolic }]
objectives: [cycles]
fidelity: cycle
`;

tests('a checkpoint is pruned and simulated; a bad one ends with exit code 2 and its line', async () => {
  const values = Float32Array.from({ length: 96 }, (_, i) => ((i * 37) % 101) - 50);
  writeFileSync(
    folder.path('model.safetensors'),
    safetensors({ 'mlp.up': { dtype: 'F32', shape: [8, 12], data_offsets: [0, 384] } }, bytesOf(values)),
  );
  const file = 'file: model.safetensors, tensor: mlp.up, transpose: true';
  const good = write('.yaml', sweep(`{ pattern: matrix, ${file}, prune: { pattern: n:m, n: 1, m: 4 } }`));
  const done = await winnow(['run', good, '--json']);
  assert.is(done.code, 0, done.err);
  const { metrics } = JSON.parse(done.out) as { metrics: Record<string, number> };
  assert.is(metrics['effectual_macs'], 16 * 8 * 3);
  for (const [weights, message] of [
    [`{ pattern: matrix, file: model.safetensors, tensor: mlp.down }`, /WIN-TNS-006/],
    [`{ pattern: matrix, file: model.safetensors, tensor: mlp.up }`, /does not fit|matrix is 8 × 12/],
    [`{ pattern: matrix, file: absent.npy }`, /WIN-TNS-001/],
    [`{ pattern: matrix, ${file}, prune: { pattern: n:m, n: 5, m: 4 } }`, /n must not exceed m/],
    [`{ pattern: matrix, ${file}, prun: 1 }`, /prune/],
  ] as const) {
    const bad = await winnow(['run', write('.yaml', sweep(weights)), '--json']);
    assert.is(bad.code, 2, weights);
    assert.match(bad.err + bad.out, message, weights);
    assert.match(bad.err + bad.out, /:[67]:/, weights);
  }
});

tests.after(folder.remove);
tests.run();
