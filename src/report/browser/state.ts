import type { Filters } from './crossfilter.ts';

export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** Everything that a link to a view must carry, and the highlight. Views read it and may write it. */
export interface State {
  readonly tab: string;
  /** Fields of the scatter. */
  readonly x: string;
  readonly y: string;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly colour: string;
  readonly filters: Filters;
  /** Value of the axis within which points compete, by position; −1 shows all of them. */
  readonly group: number;
  /** Row in the detail pane. */
  readonly pinned: number | null;
  /** Row that the pinned one is compared with; null for the one that the page suggests. */
  readonly against: number | null;
  /** What single views have been set to, by `view.name`; a view takes what it knows and ignores the rest. */
  readonly choices: Readonly<Record<string, string>>;
  /** Row under the pointer or the keyboard's focus; neither in the address nor undone. */
  readonly highlight: number | null;
  readonly sort: readonly SortKey[];
  /** Fields that the table hides. */
  readonly hidden: readonly string[];
  /** How cycles are stacked: cycles, shares of the layer, or cycles per multiply-accumulate. */
  readonly stack: 'absolute' | 'percent' | 'per-mac';
  /** Views that show their table instead of their picture. */
  readonly tables: readonly string[];
}
