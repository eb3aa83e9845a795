import { interpolateCividis } from 'd3-scale-chromatic';

/** Okabe & Ito, Color Universal Design, 2008; black stands last since it is the ink of the light theme. */
export const okabeIto = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#F0E442',
  '#7F7F7F',
] as const;

export type Hatch = 'none' | 'rising' | 'falling' | 'horizontal' | 'vertical' | 'cross' | 'dots' | 'sparse';

export interface Mark {
  readonly colour: string;
  readonly hatch: Hatch;
}

const hatches: readonly Hatch[] = [
  'none',
  'rising',
  'falling',
  'horizontal',
  'vertical',
  'cross',
  'dots',
  'sparse',
];

/** One mark per stall reason, the same in every view and every report. */
const reasonMarks: Readonly<Record<string, Mark>> = {
  compute: { colour: '#0072B2', hatch: 'none' },
  fill_drain: { colour: '#56B4E9', hatch: 'dots' },
  fill: { colour: '#56B4E9', hatch: 'dots' },
  drain: { colour: '#56B4E9', hatch: 'sparse' },
  dram: { colour: '#D55E00', hatch: 'rising' },
  dram_a: { colour: '#E69F00', hatch: 'rising' },
  dram_b: { colour: '#D55E00', hatch: 'falling' },
  dram_out: { colour: '#F0E442', hatch: 'horizontal' },
  outer_bandwidth: { colour: '#D55E00', hatch: 'rising' },
  inner_bandwidth: { colour: '#E69F00', hatch: 'falling' },
  hbm: { colour: '#D55E00', hatch: 'rising' },
  overrun: { colour: '#E69F00', hatch: 'horizontal' },
  shared_memory: { colour: '#F0E442', hatch: 'vertical' },
  step_overhead: { colour: '#CC79A7', hatch: 'rising' },
  epilogue: { colour: '#56B4E9', hatch: 'falling' },
  reduction: { colour: '#009E73', hatch: 'dots' },
  launch: { colour: '#7F7F7F', hatch: 'none' },
  softmax: { colour: '#CC79A7', hatch: 'none' },
  power: { colour: '#F0E442', hatch: 'cross' },
  bank: { colour: '#CC79A7', hatch: 'cross' },
  imbalance: { colour: '#009E73', hatch: 'vertical' },
  idle: { colour: '#7F7F7F', hatch: 'sparse' },
};

/** Marks for all reasons of a report: fixed ones first, the others by their order with looks not yet taken. */
export function markReasons(reasons: readonly string[]): ReadonlyMap<string, Mark> {
  const fixed = (reason: string): Mark | undefined =>
    Object.hasOwn(reasonMarks, reason) ? reasonMarks[reason] : undefined;
  const look = ({ colour, hatch }: Mark): string => `${colour} ${hatch}`;
  // The blue of computing is left to it: nothing that waits may look like work.
  const free = Array.from({ length: 64 }, (_, i) => categoryMark(i)).filter((m) => m.colour !== okabeIto[0]);
  const taken = new Set(Object.values(reasonMarks).map(look));
  const spare = free.filter((m) => !taken.has(look(m)));
  let next = 0;
  return new Map(reasons.map((reason) => [reason, fixed(reason) ?? spare[next++ % spare.length]!]));
}

/** The mark of a category by number: eight colours, then the same ones with another hatch. */
export function categoryMark(code: number): Mark {
  return {
    colour: okabeIto[code % okabeIto.length]!,
    hatch: hatches[Math.floor(code / okabeIto.length) % hatches.length]!,
  };
}

/** Cividis, 0 … 1; light end trimmed so that marks keep their contrast on paper, dark end on a dark page. */
export function sequence(t: number, dark: boolean): string {
  const clipped = Math.min(1, Math.max(0, t));
  return interpolateCividis(dark ? 0.25 + 0.75 * clipped : 0.86 * clipped);
}
