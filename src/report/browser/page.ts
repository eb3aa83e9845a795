import type { OpenReport } from '../decodeReport.ts';
import { formatExact } from '../quantity.ts';
import { makeCrossfilter } from './crossfilter.ts';
import { defaultState } from './defaults.ts';
import { button, html } from './dom.ts';
import { makeFields } from './fields.ts';
import { groupSwitch } from './groupSwitch.ts';
import { readHash, writeHash } from './hashState.ts';
import { reportHeader } from './header.ts';
import { helpDialog } from './help.ts';
import { pageKeys } from './pageKeys.ts';
import { makeScopes } from './scope.ts';
import type { State } from './state.ts';
import { type Change, makeStore } from './store.ts';
import { themeSwitch } from './theme.ts';
import { viewFrame } from './viewFrame.ts';
import { tabs, type ViewContext } from './views/defineView.ts';
import { views } from './views/registry.gen.ts';

/** Builds the page from an opened report: store, address, header, tabs, views. */
export function buildPage(host: HTMLElement, report: OpenReport): void {
  const fields = makeFields(report);
  const byId = new Map(fields.map((f) => [f.id, f]));
  const shown = views.filter((v) => v.needs(report)).sort((a, b) => a.order - b.order);
  const scopes = makeScopes(report);
  const defaults = defaultState(report, fields, scopes);
  const address = {
    defaults,
    fields: byId,
    rows: report.points.count,
    tabs: tabs.map((t) => t.id),
    groups: scopes.groups,
    views: ['legend', ...shown.map((v) => v.id)],
  };
  const everything = new Set(Object.keys(defaults) as (keyof State)[]);
  let own = location.hash;
  const store = makeStore(readHash(location.hash, address), defaults, (state) => {
    own = writeHash(state, address);
    location.hash = own;
  });
  const crossfilter = makeCrossfilter(report.points.count, byId);
  const live = html('div', { class: 'offscreen', role: 'status', 'aria-live': 'polite' });
  const theme = themeSwitch(() => update(everything));
  const help = helpDialog();
  const context: ViewContext = {
    report,
    fields,
    store,
    field: (id) => byId.get(id) ?? fields[0]!,
    selection: (except = '') => crossfilter.select(store.state.filters, scopes.of(store.state.group), except),
    scope: () => scopes.of(store.state.group),
    scopes,
    announce: (sentence) => {
      live.textContent = sentence;
    },
    dark: theme.dark,
  };

  const bar = html('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of the report' });
  const panels = tabs.map((tab) => {
    const opener = button(
      tab.title,
      { role: 'tab', id: `tab-${tab.id}`, 'aria-controls': `panel-${tab.id}` },
      () => store.change({ tab: tab.id }),
    );
    bar.append(opener);
    const frames = shown.filter((v) => v.tab === tab.id).map((v) => ({ view: v, ...viewFrame(v, context) }));
    const column = (place: string): HTMLElement | null => {
      const cards = frames.filter((f) => f.view.place === place).map((f) => f.element);
      return cards.length === 0 ? null : html('div', { class: `column ${place}` }, ...cards);
    };
    const panel = html(
      'div',
      { class: 'panel', role: 'tabpanel', id: `panel-${tab.id}`, 'aria-labelledby': `tab-${tab.id}` },
      column('main'),
      column('side'),
      column('wide'),
    );
    opener.hidden = frames.length === 0;
    let stale = true;
    return {
      tab,
      opener,
      panel,
      update(changed: Change) {
        const open = store.state.tab === tab.id;
        opener.setAttribute('aria-selected', String(open));
        opener.tabIndex = open ? 0 : -1;
        panel.hidden = !open;
        if (!open) {
          if (changed.size > 1 || !changed.has('highlight')) stale = true;
          return;
        }
        const scope = stale ? everything : changed;
        stale = false;
        for (const frame of frames) frame.update(scope);
      },
    };
  });
  bar.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((t) => t.id === store.state.tab);
    const next = panels[(at + step + panels.length) % panels.length]!;
    store.change({ tab: next.tab.id });
    next.opener.focus();
    event.preventDefault();
  });
  const status = html('p', { class: 'selection-status' });
  const clear = button('Clear filters', { class: 'quiet' }, () => store.change({ filters: {} }));
  const groups = groupSwitch(context);
  const strip = html('nav', { class: 'strip', 'aria-label': 'Report' }, bar, status, clear, groups.element);
  const update = (changed: Change): void => {
    const { count } = context.selection();
    const filtered = Object.keys(store.state.filters).length > 0;
    status.textContent = filtered
      ? `${formatExact(count, '')} of ${formatExact(context.scope().count, '')} points selected`
      : '';
    clear.hidden = !filtered;
    groups.sync();
    for (const panel of panels) panel.update(changed);
  };
  host.replaceChildren(
    reportHeader(context, [theme.element, help.opener]),
    strip,
    html('main', {}, ...panels.map((p) => p.panel)),
    help.element,
    live,
  );
  store.listen(update);
  update(everything);
  window.addEventListener('hashchange', () => {
    if (location.hash === own || location.hash === `#${own}` || (own === '' && location.hash === '')) return;
    own = location.hash;
    store.change({ ...readHash(location.hash, address) });
  });
  pageKeys(context, help.toggle);
}
