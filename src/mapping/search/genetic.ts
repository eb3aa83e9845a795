import { defineSearch } from './defineSearch.ts';
import exhaustive from './exhaustive.ts';

/** Loop nests only: spaces that list their mappings are looked at whole. */
export default defineSearch({
  name: 'genetic',
  description: 'Loop nests: evolution with a crossover that keeps tilings of levels together',
  run: exhaustive.run,
});
