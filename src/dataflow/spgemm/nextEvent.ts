import { answersBefore } from '../../arch/dram/requestPort.ts';
import type { AgentMemory } from './agentMemory.ts';
import { nextAgent, nextTime, schedule } from './eventWheel.ts';

/** The agent of the next event (its cycle is `wheel.now`), answers of the memory included; -1 when all is done. */
export function nextEvent({ wheel, port }: AgentMemory): number {
  if (port !== null)
    while (answersBefore(port, nextTime(wheel)))
      for (let i = 0; i < port.answered.length; i++) schedule(wheel, port.answeredAt[i]!, port.answered[i]!);
  return nextAgent(wheel);
}
