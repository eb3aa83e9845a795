/** A group as it is stored: where it stands, its codes, and what they are relative to. */
export interface StoredGroup {
  readonly place: number;
  readonly codes: readonly number[];
  readonly zero: number;
}

export interface GroupCase {
  readonly n: number;
  readonly k: number;
  readonly size: number;
  /** One token. */
  readonly x: readonly number[];
  /** Stored groups of each output, ascending by place. */
  readonly rows: readonly (readonly StoredGroup[])[];
}

/** What one warp does in a step: some slices of one output, none while it learns where its share begins, or adds. */
interface Step {
  readonly row: number;
  readonly slices: readonly number[];
}

const [lanes, laneValues, warpsOfCta] = [32, 16, 4];

/** Slices of an output, numbered over all its groups. */
const slicesOf = (c: GroupCase, row: number): number => c.rows[row]!.length * Math.ceil(c.size / laneValues);

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** A warp an output. */
const byRows = (c: GroupCase): Step[][] =>
  range(0, c.n).map((row) => {
    const all = range(0, slicesOf(c, row));
    return range(0, Math.ceil(all.length / lanes)).map((s) => ({
      row,
      slices: all.slice(s * lanes, (s + 1) * lanes),
    }));
  });

/** One long list of slices, dealt out one by one: a warp's share ends where it is full, a step where the output does. */
function byTasks(c: GroupCase, warps: number): Step[][] {
  const work: { row: number; slices: number[] }[][] = Array.from({ length: warps }, () => []);
  const list = range(0, c.n).flatMap((row) => range(0, slicesOf(c, row)).map((slice) => ({ row, slice })));
  const share = Math.ceil(list.length / warps);
  list.forEach(({ row, slice }, at) => {
    const own = work[Math.floor(at / share)]!;
    const open = own.at(-1);
    // Which output its share begins with, then steps.
    if (open === undefined) own.push({ row: -1, slices: [] });
    if (open !== undefined && open.row === row && open.slices.length < lanes) open.slices.push(slice);
    else own.push({ row, slices: [slice] });
  });
  // What a share has of an output that others share is added last.
  for (const own of work) if (own.length > 0) own.push({ row: -1, slices: [] });
  return work;
}

/**
 * CTAs of four warps on slots, one clock at a time: a free slot takes the next CTA, a warp waits `latency` clocks for
 * each of its loads in turn and then adds its slices; a CTA is over with its last warp. Returns clocks, steps, steps of each CTA's slowest warp
 * and the product.
 */
export function runGroupOracle(c: GroupCase, split: 'rows' | 'tasks', slots: number, latency: number) {
  const warps = split === 'rows' ? byRows(c) : byTasks(c, slots * warpsOfCta);
  const ctas: Step[][][] = [];
  for (let i = 0; i < warps.length; i += warpsOfCta) ctas.push(warps.slice(i, i + warpsOfCta));
  const product = new Float64Array(c.n);
  const parts = Math.ceil(c.size / laneValues);
  const add = ({ row, slices }: Step): void => {
    for (const slice of slices) {
      const group = c.rows[row]![Math.floor(slice / parts)]!;
      for (let i = 0; i < laneValues; i++) {
        const at = (slice % parts) * laneValues + i;
        const input = group.place * c.size + at;
        if (at < c.size && input < c.k) product[row]! += (group.codes[at]! - group.zero) * c.x[input]!;
      }
    }
  };
  const running: ({ left: number; steps: Step[] }[] | null)[] = Array.from({ length: slots }, () => null);
  let next = 0;
  let clock = 0;
  for (;;) {
    for (let s = 0; s < slots; s++)
      while (running[s] === null && next < ctas.length) {
        const started = ctas[next++]!.map((steps) => ({ left: latency, steps: [...steps] }));
        if (latency === 0) for (const { steps } of started) for (const step of steps.splice(0)) add(step);
        running[s] = started.every(({ steps }) => steps.length === 0) ? null : started;
      }
    if (running.every((cta) => cta === null)) break;
    for (let s = 0; s < slots; s++) {
      const cta = running[s]!;
      if (cta === null) continue;
      for (const warp of cta) {
        if (warp.steps.length === 0) continue;
        warp.left -= 1;
        if (warp.left > 0) continue;
        add(warp.steps.shift()!);
        warp.left = latency;
      }
      if (cta.every(({ steps }) => steps.length === 0)) running[s] = null;
    }
    clock += 1;
    if (clock > 1e6) throw new Error('deadlock');
  }
  const steps = warps.flat().filter(({ slices }) => slices.length > 0).length;
  const longest = ctas.map((cta) => Math.max(0, ...cta.map((steps) => steps.length)));
  return { clocks: clock, steps, longest, product };
}
