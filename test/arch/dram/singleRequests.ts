import {
  COMMAND,
  earliestActivate,
  earliestPrecharge,
  earliestRead,
  earliestWrite,
} from '../../../src/arch/dram/device.ts';
import type { Device } from '../../../src/arch/dram/deviceState.ts';
import { type DramParams, dramParams } from '../../../src/arch/dram/dramParams.ts';
import { createMemorySystem, deviceOf } from '../../../src/arch/dram/memorySystem.ts';
import { dramPresets } from '../../../src/arch/dram/presets.gen.ts';
import { replay } from '../../../src/arch/dram/replay.ts';
import { assert } from '../../harness.ts';

export { COMMAND };

/** DDR4-2400 with the JEDEC read-to-write turnaround and columns lowest. */
export function ddr(): DramParams {
  const preset = dramParams.parse(dramPresets['ddr4-2400']);
  const { trtw: _, ...timing } = preset.timing;
  return { ...preset, timing: { ...timing, tppd: 0 }, address_mapping: 'rochrababgco' };
}

const earliest = {
  activate: earliestActivate,
  precharge: earliestPrecharge,
  read: earliestRead,
  write: earliestWrite,
};

/** Not ready one clock before, ready at `clock`. */
export function earliestReady(d: Device, kind: keyof typeof earliest, bank: number, clock: number): void {
  const at = earliest[kind](d, bank);
  assert.ok(at > clock - 1, `${kind} of bank ${bank} is not ready at ${clock - 1}`);
  assert.ok(at <= clock, `${kind} of bank ${bank} is ready at ${clock}`);
}

/** Commands that a few reads cause, one request in flight. */
export function deviceCommands(p: DramParams, addresses: readonly number[]) {
  const m = createMemorySystem(p);
  const d = deviceOf(m, 0);
  d.log = [];
  const all = { issue_per_clock: 4, outstanding_reads: Number.POSITIVE_INFINITY, gap: 0 };
  replay(m, { addresses: Float64Array.from(addresses), writes: null }, all);
  const list: { t: number; kind: number; bank: number }[] = [];
  for (let i = 0; i < d.log.length; i += 4)
    list.push({ t: d.log[i]!, kind: d.log[i + 1]!, bank: d.log[i + 2]! });
  return list;
}
