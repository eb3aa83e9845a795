import type { OpenReport } from '../../decodeReport.ts';
import type { Selection } from '../crossfilter.ts';
import type { Field } from '../fields.ts';
import type { Scopes } from '../scope.ts';
import type { Change, Store } from '../store.ts';

export const tabs = [
  { id: 'explore', title: 'Explore' },
  { id: 'design', title: 'Design' },
  { id: 'compare', title: 'Compare' },
  { id: 'whatif', title: 'What if' },
  { id: 'provenance', title: 'Provenance' },
] as const;

export type TabId = (typeof tabs)[number]['id'];

/** All that a view gets: columns, the store, and a way to speak. */
export interface ViewContext {
  readonly report: OpenReport;
  readonly fields: readonly Field[];
  readonly store: Store;
  /** A field by id; the first field where there is none of that id. */
  field(id: string): Field;
  /** Rows that pass the filters, or all filters but one view's own. */
  selection(except?: string): Selection;
  /** Rows that compete now: one group of the report's `within` axis, or all. */
  scope(): Selection;
  readonly scopes: Scopes;
  /** Says a sentence on the page's live region. */
  announce(sentence: string): void;
  dark(): boolean;
}

/** A table as every chart has it: for the table view and its CSV. */
export interface TableData {
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface ViewHost {
  /** Where the picture goes. */
  readonly body: HTMLElement;
  /** Where the view's own controls go. */
  readonly tools: HTMLElement;
}

export interface ViewInstance {
  /** Called after each change, and once after render with every key. */
  update(changed: Change): void;
  /** The picture as one SVG for saving, where the view draws one. */
  figure?(): SVGSVGElement;
}

/** One view: what it shows of a report, in a picture, a table and a sentence. One file each in this folder. */
export interface View {
  /** In addresses and element ids. */
  readonly id: string;
  readonly title: string;
  readonly tab: TabId;
  /** Column of a wide page. */
  readonly place: 'main' | 'side' | 'wide';
  /** Order within its place. */
  readonly order: number;
  /** Without these the view is left out. */
  needs(report: OpenReport): boolean;
  /** Whether it has something to show now; its card is hidden while it hasn't. Always, when left out. */
  ready?(context: ViewContext): boolean;
  render(host: ViewHost, context: ViewContext): ViewInstance;
  /** The same facts as the picture; null for a view that is text or a table already. */
  readonly table: ((context: ViewContext) => TableData) | null;
  /** One paragraph: the picture's label for those who can't see it. */
  summarise(context: ViewContext): string;
}

export function defineView(view: View): View {
  return view;
}
