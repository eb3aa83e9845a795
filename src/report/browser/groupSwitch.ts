import { defaultPin } from './defaults.ts';
import { html, select } from './dom.ts';
import type { ViewContext } from './views/defineView.ts';

/** Which group of points (which workload) the page shows: only points of one group compete. */
export function groupSwitch(context: ViewContext): { readonly element: HTMLElement | null; sync(): void } {
  const { report, scopes, store } = context;
  const axis = report.axes[scopes.axis];
  if (axis === undefined || scopes.groups.length === 0) return { element: null, sync: () => undefined };
  const control = select(
    context.field(`a:${axis.path}`).label,
    [
      {
        label: '',
        options: [
          ...scopes.groups.map(
            (g) =>
              [
                String(g),
                (context.field(`a:${axis.path}`).categories[g] ?? String(axis.values[g])).slice(0, 80),
              ] as const,
          ),
          ['-1', 'all together'],
        ],
      },
    ],
    (value) => {
      const group = Number(value);
      const { scatter: _, ...filters } = store.state.filters;
      const pinned = defaultPin(
        report,
        context.field(store.state.x),
        context.field(store.state.y),
        scopes.of(group).mask,
      );
      store.change({ group, filters, pinned });
      context.announce(`${context.scope().count} points.`);
    },
  );
  return {
    element: html('div', { class: 'group-switch' }, control.element),
    sync: () => control.set(String(store.state.group)),
  };
}
