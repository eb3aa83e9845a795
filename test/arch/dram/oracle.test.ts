import fc from 'fast-check';
import { COMMAND } from '../../../src/arch/dram/device.ts';
import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import { createMemorySystem, deviceOf, returnsOf } from '../../../src/arch/dram/memorySystem.ts';
import { type ArrivalProcess, replay, type Trace } from '../../../src/arch/dram/replay.ts';
import { assert, runs, suite } from '../../harness.ts';
import { earliest, type Issued, place } from './protocolRules.ts';
import { anyArrival, anyDram, anyTrace } from './randomDram.ts';
import { slowReplay } from './slowMemory.ts';

const test = suite('dram: event-driven channels against clock by clock');
const kinds = Object.fromEntries(Object.entries(COMMAND).map(([name, code]) => [code, name]));
const shortName = {
  activate: 'act',
  precharge: 'pre',
  prechargeAll: 'preAll',
  read: 'rd',
  write: 'wr',
  refresh: 'ref',
};

function run(p: DramParams, trace: Trace, arrival: ArrivalProcess) {
  const m = createMemorySystem(p);
  for (let c = 0; c < m.channels; c++) {
    deviceOf(m, c).log = [];
    returnsOf(m, c).completions = new Float64Array(trace.addresses.length).fill(-1);
  }
  const result = replay(m, trace, arrival);
  const logs = Array.from({ length: m.channels }, (_, c) => commandsOf(p, deviceOf(m, c).log!));
  return { result, logs, m };
}

function commandsOf(p: DramParams, log: readonly number[]): Issued[] {
  const list: Issued[] = [];
  for (let i = 0; i < log.length; i += 4) {
    const kind = shortName[kinds[log[i + 1]!] as keyof typeof shortName] as Issued['kind'];
    const wide = kind === 'preAll' || kind === 'ref';
    const where = wide ? { rank: log[i + 2]!, stack: -1, group: -1, bank: -1 } : place(p, log[i + 2]!);
    const auto = (kind === 'rd' || kind === 'wr') && p.controller.page === 'closed';
    list.push({ t: log[i]!, kind, ...where, row: log[i + 3]!, auto });
  }
  return list;
}

test('same completions, acceptances, commands and hits as the slow reference', () => {
  fc.assert(
    fc.property(anyDram, anyTrace(150), anyArrival, (p, trace, arrival) => {
      const slow = slowReplay(p, trace, arrival);
      const { result, logs, m } = run(p, trace, arrival);
      assert.is(result.completion, slow.completion);
      for (let i = 0; i < trace.addresses.length; i++) {
        if (trace.writes![i] === 1) continue;
        const seen = Math.max(
          ...Array.from({ length: m.channels }, (_, c) => returnsOf(m, c).completions![i]!),
        );
        assert.is(seen, slow.answered.get(i), `read ${i}`);
      }
      assert.ok(Math.abs(result.rowHitRate - slow.hitRate) < 1e-12);
      logs.forEach((log, c) => {
        const reference = slow.logs[c]!;
        assert.is(log.length, reference.length);
        log.forEach((cmd, i) => {
          const { t, kind, bank, rank } = reference[i]!;
          assert.equal([cmd.t, cmd.kind, cmd.bank, cmd.rank], [t, kind, bank, rank]);
        });
      });
    }),
    { numRuns: runs(360) },
  );
});

test('every command stream obeys every interval, window and bus; rows are open when used', () => {
  fc.assert(
    fc.property(anyDram, anyTrace(400), anyArrival, (p, trace, arrival) => {
      for (const log of run(p, trace, arrival).logs) {
        const open = new Map<number, boolean>();
        log.forEach((cmd, i) => {
          const history = log.slice(Math.max(0, i - 400), i);
          const at = earliest(p, history, cmd, p.controller.scheduler === 'oldest-ready');
          assert.ok(cmd.t >= at, `${cmd.kind} at ${cmd.t}, legal from ${at}`);
          if (cmd.kind === 'act') assert.is(open.get(cmd.bank) ?? false, false, 'activate of an open bank');
          if (cmd.kind === 'rd' || cmd.kind === 'wr')
            assert.is(open.get(cmd.bank), true, 'column command, closed bank');
          if (cmd.kind === 'act') open.set(cmd.bank, true);
          if (cmd.kind === 'pre' || cmd.auto) open.set(cmd.bank, false);
          if (cmd.kind === 'preAll')
            for (const b of open.keys()) if (place(p, b).rank === cmd.rank) open.set(b, false);
          if (cmd.kind === 'ref')
            for (const [b, isOpen] of open)
              if (place(p, b).rank === cmd.rank) assert.is(isOpen, false, 'refresh of an open bank');
        });
      }
    }),
    { numRuns: runs(60) },
  );
});

test.run();
