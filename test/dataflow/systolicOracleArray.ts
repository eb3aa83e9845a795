import type { SlotLayout } from './systolicOracleSlots.ts';

/** One operand element stream entering a pass: what a row (or column) of the array sees in one cycle. */
export interface Token {
  /** Line of the streamed operand: row of a (ws), column of b (is); slot in os. */
  readonly line: number;
  /** Cycle of the vector, 0 … ticks − 1. */
  readonly tick: number;
  readonly step: number;
  readonly pass: number;
}

/** A sum that left the array. */
export interface Result {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  readonly step: number;
}

/** What a stationary pass holds: lines of the columns and the slots of the rows. */
export interface StationaryPass {
  readonly slots: readonly number[];
  /** For each physical column and lane: the stationary line and which of its entries, or null. */
  readonly lanes: readonly ({ readonly line: number; readonly entry: number | null } | null)[];
  readonly element: number;
  readonly batch: number;
}

export type Read = (line: number, k: number) => number;

/**
 * Rows × columns of processing elements with a stationary operand: registers for the word they hold, the vector that
 * passes and the sum that goes down. One call of `cycle` is one clock edge.
 */
export class StationaryArray {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
  readonly layout: SlotLayout;
  readonly weights: boolean;
  /** Held words: [row][column × lanes], in arrival order of the load. */
  held: (null | { readonly slot: number; readonly line: number; readonly entry: number | null })[][];
  moving: (Token | null)[][];
  sums: (null | { value: number; token: Token; complete: boolean })[][];
  partial: number[][];
  /** Edge registers that delay row r by r cycles, and those that align the columns. */
  skew: (Token | null)[][];
  align: (null | { value: number; token: Token })[][];

  constructor(rows: number, columns: number, layout: SlotLayout, weights: boolean) {
    this.rows = rows;
    this.columns = columns;
    this.lanes = layout.lanes;
    this.layout = layout;
    this.weights = weights;
    const grid = <T>(width: number, value: () => T): T[][] =>
      Array.from({ length: rows }, () => Array.from({ length: width }, value));
    this.held = grid(columns * this.lanes, () => null);
    this.moving = grid<Token | null>(columns, () => null);
    this.sums = grid(columns * this.lanes, () => null);
    this.partial = grid(columns * this.lanes, () => 0);
    this.skew = Array.from({ length: rows }, (_, r) => Array<Token | null>(r).fill(null));
    this.align = Array.from({ length: columns * this.lanes }, (_, l) =>
      Array<null | { value: number; token: Token }>(columns - 1 - Math.floor(l / this.lanes)).fill(null),
    );
  }

  /** Shifts one row of words in from the top. */
  load(words: StationaryArray['held'][number]): void {
    this.held.pop();
    this.held.unshift(words);
  }

  /** Product of one element in this cycle. `value` reads the operands. */
  private multiply(row: number, lane: number, token: Token, pass: StationaryPass, a: Read, b: Read): number {
    const word = this.held[row]![lane];
    if (word === null || word === undefined) return 0;
    const { layout, weights } = this;
    // Row of a and column of b that meet here.
    const rowOfA = weights ? token.line : word.line;
    const columnOfB = weights ? word.line : token.line;
    const sparseLine = layout.sparse === 'a' ? rowOfA : columnOfB;
    const all = layout.entries(layout.sparse === 'a' ? pass.batch : pass.element, sparseLine, word.slot);
    const mine =
      word.entry !== null ? all.slice(word.entry, word.entry + 1) : all.slice(token.tick, token.tick + 1);
    let sum = 0;
    for (const { k, value } of mine) sum += value * (layout.sparse === 'a' ? b(columnOfB, k) : a(rowOfA, k));
    return sum;
  }

  /** One clock edge: `entering` goes to the edge registers; answers the aligned sums that come out at the bottom. */
  cycle(
    entering: Token | null,
    passOf: (token: Token) => StationaryPass,
    a: (pass: StationaryPass) => Read,
    b: (pass: StationaryPass) => Read,
  ): { token: Token; lane: number; value: number }[] {
    const { rows, columns, lanes, layout } = this;
    const arriving: (Token | null)[] = [];
    for (let r = 0; r < rows; r++) {
      const line = this.skew[r]!;
      line.unshift(entering);
      arriving.push(line.pop()!);
    }
    const nextMoving = this.moving.map((row, r) => [arriving[r]!, ...row.slice(0, columns - 1)]);
    const nextSums: StationaryArray['sums'] = this.sums.map((row) => row.map(() => null));
    for (let r = 0; r < rows; r++)
      for (let l = 0; l < columns * lanes; l++) {
        const token = nextMoving[r]![Math.floor(l / lanes)]!;
        if (token === null) continue;
        const pass = passOf(token);
        if (token.tick === 0) this.partial[r]![l] = 0;
        this.partial[r]![l]! += this.multiply(r, l, token, pass, a(pass), b(pass));
        if (token.tick < layout.ticks - 1) continue;
        const above = r === 0 ? null : this.sums[r - 1]![l]!;
        if (r > 0 && (above === null || above.token.line !== token.line || above.token.pass !== token.pass))
          throw new Error('sums and vectors met out of step');
        nextSums[r]![l] = {
          value: this.partial[r]![l]! + (above?.value ?? 0),
          token,
          complete: r === rows - 1,
        };
      }
    this.moving = nextMoving;
    this.sums = nextSums;
    const out: { token: Token; lane: number; value: number }[] = [];
    for (let l = 0; l < columns * lanes; l++) {
      const bottom = nextSums[rows - 1]![l]!;
      const line = this.align[l]!;
      line.unshift(bottom === null ? null : { value: bottom.value, token: bottom.token });
      const done = line.pop()!;
      if (done !== null) out.push({ token: done.token, lane: l, value: done.value });
    }
    return out;
  }
}

/** Rows × columns of elements that keep their sums: a moves right, b moves down. */
export class OutputArray {
  readonly rows: number;
  readonly columns: number;
  rightward: (Token | null)[][];
  downward: (Token | null)[][];
  skewA: (Token | null)[][];
  skewB: (Token | null)[][];
  sums: number[][];

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    const grid = <T>(value: () => T): T[][] =>
      Array.from({ length: rows }, () => Array.from({ length: columns }, value));
    this.rightward = grid<Token | null>(() => null);
    this.downward = grid<Token | null>(() => null);
    this.sums = grid(() => 0);
    this.skewA = Array.from({ length: rows }, (_, r) => Array<Token | null>(r).fill(null));
    this.skewB = Array.from({ length: columns }, (_, c) => Array<Token | null>(c).fill(null));
  }

  /** One clock edge; `product` is what element (r, c) multiplies, `last` whether a token ends its sums. */
  cycle(
    entering: Token | null,
    product: (row: number, column: number, token: Token) => number,
    last: (token: Token) => boolean,
  ): { row: number; column: number; token: Token; value: number }[] {
    const { rows, columns } = this;
    const left = this.skewA.map((line) => {
      line.unshift(entering);
      return line.pop()!;
    });
    const top = this.skewB.map((line) => {
      line.unshift(entering);
      return line.pop()!;
    });
    const nextRight = this.rightward.map((row, r) => [left[r]!, ...row.slice(0, columns - 1)]);
    const nextDown = this.downward.map((_, r) => (r === 0 ? top : this.downward[r - 1]!).slice());
    this.rightward = nextRight;
    this.downward = nextDown;
    const out: { row: number; column: number; token: Token; value: number }[] = [];
    for (let c = 0; c < columns; c++) {
      let onBus = 0;
      for (let r = 0; r < rows; r++) {
        const token = nextRight[r]![c]!;
        const other = nextDown[r]![c]!;
        if ((token === null) !== (other === null)) throw new Error('a and b met out of step');
        if (token === null) continue;
        if (token.line !== other!.line || token.tick !== other!.tick)
          throw new Error('a and b of different slots met');
        this.sums[r]![c]! += product(r, c, token);
        if (!last(token)) continue;
        if (++onBus > 1) throw new Error('two results on one bus');
        out.push({ row: r, column: c, token, value: this.sums[r]![c]! });
        this.sums[r]![c] = 0;
      }
    }
    return out;
  }
}
