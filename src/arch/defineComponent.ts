import type * as z from 'zod';

/**
 * A piece of hardware as the energy room sees it: what class it is, how many there are, and the numbers its price
 * depends on (capacity_bytes, word_bits, bits, ...).
 */
export interface ComponentInstance {
  /** Unique in a design: `array.mac`, `scratchpad.a`, `dram`. */
  readonly name: string;
  /** Name of the component (file of `src/arch`): `sram`, `mac`, `dram`. */
  readonly component: string;
  readonly count: number;
  readonly attributes: Readonly<Record<string, number | string>>;
  /** What one copy takes of a device that is counted in resources (DSP slices, look-up tables …). */
  readonly resources?: Readonly<Record<string, number>>;
}

/** How often one action of one component instance happened. Counts are totals over all `count` copies. */
export interface ActionCount {
  /** ComponentInstance.name */
  readonly component: string;
  readonly action: string;
  readonly count: number;
}

/** A kind of hardware: its parameters with units, and the actions it is charged for. One file each. */
export interface Component<Params> {
  readonly name: string;
  readonly description: string;
  readonly params: z.ZodType<Params>;
  /** Action name → what one occurrence is. */
  readonly actions: Readonly<Record<string, string>>;
  /** Outside the chip: its traffic has a compulsory minimum, and it takes no area. */
  readonly offChip?: boolean;
  /** Attributes that prices may depend on. */
  attributes(params: Params): Readonly<Record<string, number | string>>;
  /** What one copy takes of a device that is counted in resources. */
  resources?(params: Params): Readonly<Record<string, number>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of components with different parameter types
export type AnyComponent = Component<any>;

export function defineComponent<Params>(component: Component<Params>): Component<Params> {
  return component;
}
