import { defineSearch } from './defineSearch.ts';
import exhaustive from './exhaustive.ts';

/** Loop nests only: spaces that list their mappings are looked at whole. */
export default defineSearch({
  name: 'hill-climbing',
  description: 'Loop nests: descents from greedy seeds by random improving changes',
  run: exhaustive.run,
});
