import { defineSearch } from './defineSearch.ts';
import exhaustive from './exhaustive.ts';

/** Loop nests only: spaces that list their mappings are looked at whole. */
export default defineSearch({
  name: 'random',
  description: 'Loop nests: random mappings',
  run: exhaustive.run,
});
