import { defineFormat } from './defineFormat.ts';

/** Every element in its place. */
export default defineFormat({
  name: 'dense',
  description: 'Every element, zeros included; no metadata',
  compressed: false,
  cost: ({ rows, cols }, { element_bits }) => ({ values: rows * cols * element_bits, metadata: 0 }),
  expected: ({ rows, cols }, { element_bits }) => ({ values: rows * cols * element_bits, metadata: 0 }),
});
