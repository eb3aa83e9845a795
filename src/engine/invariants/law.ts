import type { Bound } from '../../dataflow/bound.ts';
import type { AnyDataflow } from '../../dataflow/defineDataflow.ts';
import type { Execution } from '../../dataflow/execution.ts';
import type { Layer } from '../../workload/layer.ts';
import type { PriceBook } from '../priceBook.ts';

/** What a law may look at: one layer as executed. */
export interface LayerFacts {
  readonly layer: Layer;
  readonly dataflow: AnyDataflow;
  readonly execution: Execution;
  readonly bound: Bound;
  readonly book: PriceBook;
}

/** A law of the model, checked on every layer in production; `check` throws InvariantError where it is broken. */
export interface Law {
  readonly name: string;
  readonly description: string;
  check(facts: LayerFacts): void;
}
