/** A cache with a bound on the total weight of its values (by default their number) that keeps what was used lately. */
export interface BoundedCache<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  clear(): void;
  readonly size: number;
}

/**
 * Two generations: what is set or read moves to the young one; when that holds half of `capacity`, it becomes the old one
 * and the former old one is dropped. Nearly as good as least-recently-used, without reordering at every read.
 * `weigh` gives the cost of a value; a value heavier than half of the capacity is not kept.
 */
export function boundedCache<Key, Value>(
  capacity: number,
  weigh: (value: Value) => number = () => 1,
): BoundedCache<Key, Value> {
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  let weight = 0;
  const set = (key: Key, value: Value): void => {
    const cost = weigh(value);
    const before = young.get(key);
    if (before !== undefined) {
      weight -= weigh(before);
      young.delete(key);
    }
    old.delete(key);
    if (cost > capacity / 2) return;
    if (weight + cost > capacity / 2) {
      old = young;
      young = new Map();
      weight = 0;
    }
    young.set(key, value);
    weight += cost;
  };
  return {
    get(key) {
      const recent = young.get(key);
      if (recent !== undefined) return recent;
      const value = old.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    clear() {
      young = new Map();
      old = new Map();
      weight = 0;
    },
    get size() {
      return young.size + old.size;
    },
  };
}
