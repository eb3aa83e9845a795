import { defineSearch } from './defineSearch.ts';
import exhaustive from './exhaustive.ts';

/** The default: every candidate where a space lists them; larger spaces choose for themselves. */
export default defineSearch({
  name: 'auto',
  description:
    'All candidates where the space lists them, a portfolio of searches where it is too large for that',
  run: exhaustive.run,
});
