import type { Selection } from './crossfilter.ts';
import type { Field } from './fields.ts';
import type { ViewContext } from './views/defineView.ts';

const known = new WeakMap<Selection, readonly Field[]>();

/** Axes with more than one value among the points that compete now; looked for once a group. */
export function varyingAxes(context: ViewContext): readonly Field[] {
  const scope = context.scope();
  let axes = known.get(scope);
  if (axes === undefined) {
    const first = scope.mask.indexOf(1);
    axes = context.fields.filter(({ group, column }) => {
      if (group !== 'axis' || first < 0) return false;
      for (let i = first; i < scope.mask.length; i++)
        if (scope.mask[i] === 1 && column[i] !== column[first]) return true;
      return false;
    });
    known.set(scope, axes);
  }
  return axes;
}
