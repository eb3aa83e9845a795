import { pointName, pointSentence } from './pointWords.ts';
import type { ViewContext } from './views/defineView.ts';

/** Pins a point, or sets it beside the pinned one for comparison, and says so. */
export function pinPoint(context: ViewContext, row: number, beside = false): void {
  const { store } = context;
  if (!beside) {
    store.change({ pinned: row });
    context.announce(`Pinned. ${pointSentence(context, row)}`);
  } else if (store.state.pinned === null || store.state.pinned === row) {
    context.announce('Pin another design first: this one is compared with it.');
  } else {
    store.change({ against: row });
    context.announce(`${pointName(context, row)} is compared with the pinned design.`);
  }
}
