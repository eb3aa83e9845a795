import { defineSearch } from './defineSearch.ts';

/** Every candidate in the space's own order. Spaces leave out what can't win; this finds the best of the rest. */
export default defineSearch({
  name: 'exhaustive',
  description: 'All candidates of the map space, up to the budget',
  run(space, cost, { evaluations, costs }) {
    const { listed } = space;
    if (listed !== undefined && costs !== undefined) {
      const evaluated = Math.min(listed.count, evaluations);
      let best = 0;
      for (let i = 1; i < evaluated; i++) if (costs[i]! < costs[best]!) best = i;
      if (evaluated === 0) return null;
      return {
        mapping: listed.at(best),
        cost: costs[best]!,
        evaluated,
        stopped: reason(evaluated, evaluated === listed.count),
      };
    }
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
    return {
      mapping: best.mapping as never,
      cost: best.cost,
      evaluated,
      stopped: reason(evaluated, complete),
    };
  },
});

const reason = (evaluated: number, complete: boolean): string =>
  complete ? `all ${evaluated} mappings evaluated` : `budget of ${evaluated} evaluations spent`;
