import { defineSearch } from './defineSearch.ts';
import exhaustive from './exhaustive.ts';

/** Loop nests only: spaces that list their mappings are looked at whole. */
export default defineSearch({
  name: 'branch-and-bound',
  description: 'Loop nests: all mappings from the inside, cut by a lower bound of the cost',
  run: exhaustive.run,
});
