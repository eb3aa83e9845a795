/** What the special-function unit does to a product's output before it leaves the buffers. */
export interface Epilogue {
  readonly function: string;
  /** Instructions, one after the other, over the data. */
  readonly steps: number;
  /** Times that an instruction goes over the data. */
  readonly passes: number;
  /** Further operands, each as large as the output. */
  readonly extra: number;
  /** Needs whole rows: runs when a matrix (or a tile of rows) is done. */
  readonly rowWise: boolean;
}

/**
 * Softmax and norms read all data before they write any: two passes (FlightLLM artifact, inst_profiler.py). A rotary
 * embedding is x · cos + rotated(x) · sin: three instructions and two further operands.
 */
const known: Readonly<Record<string, Omit<Epilogue, 'function'>>> = {
  softmax: { steps: 1, passes: 2, extra: 0, rowWise: true },
  norm: { steps: 1, passes: 2, extra: 0, rowWise: true },
  rope: { steps: 3, passes: 1, extra: 2, rowWise: false },
};

export function epilogueOf(name: string, reads_per_element: number): Epilogue {
  const extra = Math.max(0, Math.ceil(reads_per_element) - 1);
  return { function: name, ...(known[name] ?? { steps: 1, passes: 1, extra, rowWise: false }) };
}
