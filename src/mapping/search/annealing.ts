import { defineSearch } from './defineSearch.ts';
import exhaustive from './exhaustive.ts';

/** Loop nests only: spaces that list their mappings are looked at whole. */
export default defineSearch({
  name: 'annealing',
  description: 'Loop nests: simulated annealing from greedy seeds, restarted with longer schedules',
  run: exhaustive.run,
});
