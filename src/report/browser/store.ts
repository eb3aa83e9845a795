import type { State } from './state.ts';

export type Change = ReadonlySet<keyof State>;

/** The page's one state. `change` tells every listener which keys moved. */
export interface Store {
  readonly state: State;
  /** Applies a change; a recorded one can be undone and goes into the address. */
  change(patch: Partial<State>, record?: boolean): void;
  listen(listener: (changed: Change) => void): void;
  undo(): boolean;
  redo(): boolean;
  reset(): void;
}

const most = 200;

/** `onRecord` is told of every state that belongs into the address. */
export function makeStore(initial: State, defaults: State, onRecord: (state: State) => void): Store {
  let state = initial;
  /** Last recorded state: what undo returns from, whatever was dragged since. */
  let settled = initial;
  const past: State[] = [];
  const future: State[] = [];
  const listeners: ((changed: Change) => void)[] = [];

  const move = (next: State): void => {
    const changed = new Set((Object.keys(next) as (keyof State)[]).filter((key) => next[key] !== state[key]));
    if (changed.size === 0) return;
    state = next;
    for (const listener of listeners) listener(changed);
  };
  const travel = (from: State[], to: State[]): boolean => {
    const next = from.pop();
    if (next === undefined) return false;
    to.push(settled);
    settled = next;
    move({ ...next, highlight: null });
    onRecord(settled);
    return true;
  };
  const same = (a: State, b: State): boolean =>
    (Object.keys(a) as (keyof State)[]).every((key) => key === 'highlight' || a[key] === b[key]);

  return {
    get state() {
      return state;
    },
    change(patch, record = true) {
      const next = { ...state, ...patch };
      if (record && !same(next, settled)) {
        past.push(settled);
        if (past.length > most) past.shift();
        future.length = 0;
        settled = next;
        onRecord(next);
      }
      move(next);
    },
    listen(listener) {
      listeners.push(listener);
    },
    undo: () => travel(past, future),
    redo: () => travel(future, past),
    reset() {
      this.change({ ...defaults, tab: state.tab });
    },
  };
}
