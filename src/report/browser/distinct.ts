import type { Field } from './fields.ts';

const values = new WeakMap<Field, readonly number[]>();

/** Values of a field in order; worked out once, for `ready` is asked at every move of a brush. */
export function distinct(field: Field): readonly number[] {
  let found = values.get(field);
  if (found === undefined) {
    const set = new Set<number>();
    for (let i = 0; i < field.column.length; i++) set.add(field.column[i]!);
    found = [...set].sort((a, b) => a - b);
    values.set(field, found);
  }
  return found;
}
