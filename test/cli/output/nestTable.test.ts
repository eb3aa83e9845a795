import { nestTable } from '../../../src/cli/output/nestTable.ts';
import { assert, suite } from '../../harness.ts';

const tests = suite('loop nest as a table');

const kept = (tensor: string, tile_words: number) => ({
  tensor,
  tile_words,
  reads: 0,
  fills: 0,
  updates: 0,
  gated: 0,
  skipped: 0,
  metadata_bits: 0,
});

tests('says loops, their order, what is spread and what is kept, level by level', () => {
  const outer = {
    level: 'DRAM',
    temporal: [
      ['M', 4],
      ['K', 2],
    ],
    spatial_x: [],
    spatial_y: [],
    instances: 1,
    used_instances: 1,
    capacity_words: null,
    cycles: 63.5,
    tensors: [kept('a', 64), kept('b', 128)],
  } as const;
  const inner = {
    ...outer,
    level: 'GLB',
    temporal: [],
    spatial_x: [['N', 8]],
    spatial_y: [['K', 2]],
    instances: 4,
    used_instances: 2,
    capacity_words: 40,
    tensors: [kept('out', 32)],
  } as const;
  const [, , first, second] = nestTable([outer, inner], {}).split('\n');
  assert.match(first!, /^DRAM +M:4 K:2 +a 64, b 128 +1 of 1 +64$/);
  assert.match(second!, /^GLB +x N:8, y K:2 +out 32 \(holds 40\) +2 of 4 +64$/);
});

tests.run();
