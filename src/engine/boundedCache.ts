/** A least-recently-used cache with a bound on the total weight of its values (by default their number). */
export interface BoundedCache<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  clear(): void;
  readonly size: number;
}

/** `weigh` gives the cost of a value in the unit of `capacity`; a value heavier than the whole cache is not kept. */
export function boundedCache<Key, Value>(
  capacity: number,
  weigh: (value: Value) => number = () => 1,
): BoundedCache<Key, Value> {
  // A Map keeps insertion order, so the first key is the least recently used one.
  const entries = new Map<Key, Value>();
  let weight = 0;
  const drop = (key: Key, value: Value): void => {
    entries.delete(key);
    weight -= weigh(value);
  };
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      const old = entries.get(key);
      if (old !== undefined) drop(key, old);
      const cost = weigh(value);
      if (cost > capacity) return;
      entries.set(key, value);
      weight += cost;
      for (const [oldest, stale] of entries) {
        if (weight <= capacity) break;
        drop(oldest, stale);
      }
    },
    clear() {
      entries.clear();
      weight = 0;
    },
    get size() {
      return entries.size;
    },
  };
}
