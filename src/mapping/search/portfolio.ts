import { defineSearch } from './defineSearch.ts';
import exhaustive from './exhaustive.ts';

/** Loop nests only: spaces that list their mappings are looked at whole. */
export default defineSearch({
  name: 'portfolio',
  description: 'Loop nests: climbs from greedy seeds, evolution and annealing in turn',
  run: exhaustive.run,
});
