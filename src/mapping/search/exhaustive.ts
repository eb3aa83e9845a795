import { defineSearch } from './defineSearch.ts';

/** Every candidate in the space's own order. Spaces leave out what can't win; this finds the best of the rest. */
export default defineSearch({
  name: 'exhaustive',
  description: 'All candidates of the map space, up to the budget',
  run(space, cost, { evaluations }) {
    let best: { mapping: unknown; cost: number } | null = null;
    let evaluated = 0;
    let complete = true;
    for (const mapping of space.candidates()) {
      if (evaluated >= evaluations) {
        complete = false;
        break;
      }
      evaluated++;
      const value = cost(mapping);
      if (best === null || value < best.cost) best = { mapping, cost: value };
    }
    if (best === null) return null;
    const stopped = complete
      ? `all ${evaluated} mappings evaluated`
      : `budget of ${evaluations} evaluations spent`;
    return { mapping: best.mapping as never, cost: best.cost, evaluated, stopped };
  },
});
