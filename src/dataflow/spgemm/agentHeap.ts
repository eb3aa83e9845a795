/**
 * The next event of each agent, earliest first, agents of smaller number first in a cycle. An agent has one event at
 * most. Keys are time × 4096 + agent, so one comparison orders both; times stay below 2^41.
 */
export interface AgentHeap {
  readonly keys: Float64Array;
  size: number;
}

/** Agents at most. */
export const mostAgents = 4096;

export const createHeap = (agents: number): AgentHeap => ({ keys: new Float64Array(agents + 1), size: 0 });

/** Adds an event of an agent that has none. */
export function pushEvent(heap: AgentHeap, time: number, agent: number): void {
  const { keys } = heap;
  const key = time * mostAgents + agent;
  let at = heap.size++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = keys[parent]!;
    if (above <= key) break;
    keys[at] = above;
    at = parent;
  }
  keys[at] = key;
}

/** Replaces the earliest event by the same agent's next one. */
export function replaceEvent(heap: AgentHeap, time: number, agent: number): void {
  siftDown(heap.keys, heap.size, time * mostAgents + agent);
}

/** Removes the earliest event. */
export function dropEvent(heap: AgentHeap): void {
  heap.size -= 1;
  if (heap.size > 0) siftDown(heap.keys, heap.size, heap.keys[heap.size]!);
}

function siftDown(keys: Float64Array, size: number, key: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let smaller = keys[child]!;
    if (child + 1 < size) {
      const right = keys[child + 1]!;
      if (right < smaller) {
        smaller = right;
        child++;
      }
    }
    if (key <= smaller) break;
    keys[at] = smaller;
    at = child;
  }
  keys[at] = key;
}
