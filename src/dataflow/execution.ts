import type { ActionCount } from '../arch/defineComponent.ts';
import type { DramUse } from '../arch/dram/dramUse.ts';
import type { OperandName } from '../workload/operand.ts';
import type { LevelAccesses } from './levelAccesses.ts';

/** What running one operation on one design did. Everything is an exact count; prices come later. */
export interface Execution {
  /** Total cycles. */
  readonly cycles: number;
  /** Cycles by reason; sums to `cycles` exactly. Keys are the dataflow's reasons. */
  readonly breakdown: Readonly<Record<string, number>>;
  readonly macs: MacCounts;
  readonly traffic: readonly Traffic[];
  /**
   * Operands that the chip held before the operation began (the last one left them): they need not be read again. `out`: left
   * on the chip for the next operation.
   */
  readonly resident?: readonly OperandName[];
  readonly actions: readonly ActionCount[];
  /** Storage levels with their loops and accesses, outermost first, where the model runs a loop nest. */
  readonly levels?: readonly LevelAccesses[];
  /** Rows, bursts and refreshes of an exact off-chip memory. */
  readonly dram?: DramUse;
  /** Shares in [0, 1]: `array` (effectual MACs over MAC slots) at least; the dataflow may add more. */
  readonly utilisation: Readonly<Record<string, number>>;
}

/** Where the dense multiply-accumulates went; the four sum to the dense count exactly. */
export interface MacCounts {
  /** Both operands non-zero, executed. */
  readonly effectual: number;
  /** Not executed: no cycle, no energy. */
  readonly skipped: number;
  /** A slot and its cycle spent, the multiplier's energy saved. */
  readonly gated: number;
  /** Executed although an operand is zero. */
  readonly padded: number;
}

/** Words and bytes of one operand (or metadata of it) through one memory. */
export interface Traffic {
  /** ComponentInstance.name of the memory. */
  readonly memory: string;
  /** 'a' | 'b' | 'out' | 'metadata_a' | … */
  readonly operand: string;
  /** Words. */
  readonly reads: number;
  readonly writes: number;
  readonly read_bytes: number;
  readonly write_bytes: number;
}
