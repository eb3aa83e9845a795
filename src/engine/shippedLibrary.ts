import { components } from '../arch/registry.gen.ts';
import { InvariantError } from '../core/invariant.ts';
import { dataflows } from '../dataflow/registry.gen.ts';
import { tables } from '../energy/registry.gen.ts';
import { searches } from '../mapping/search/registry.gen.ts';
import type { Library } from './library.ts';

/** All that ships: the registries of the rooms, the model zoo, the patterns. */
export const shippedLibrary: Library = {
  dataflows,
  components,
  tables,
  searches,
  trace() {
    throw new InvariantError('a workload can be resolved', {});
  },
  sample() {
    throw new InvariantError('a pattern can be sampled', {});
  },
};
