import { issueActivate, issueColumn, issuePrecharge, issueRefresh } from '../../../src/arch/dram/device.ts';
import { createDevice } from '../../../src/arch/dram/deviceState.ts';
import { dramIntervals } from '../../../src/arch/dram/dramIntervals.ts';
import { dramTiming } from '../../../src/arch/dram/dramParams.ts';
import { assert, suite } from '../../harness.ts';
import { COMMAND, ddr, deviceCommands, earliestReady } from './singleRequests.ts';

const test = suite('dram: earliest clocks and command sequences');
const p = ddr();
const t = p.timing;
const fresh = () => createDevice(p, dramIntervals(p));

test('a read is legal tRCD after its activate, not before; a write too', () => {
  const d = fresh();
  issueActivate(d, 0, 7, 100);
  earliestReady(d, 'read', 0, 100 + t.trcd_rd);
  earliestReady(d, 'write', 0, 100 + t.trcd_wr);
  earliestReady(d, 'precharge', 0, 100 + t.tras);
});

test('activates: tRRD_L in a group, tRRD_S outside, tRC in the bank, tFAW for the fifth', () => {
  const d = fresh();
  issueActivate(d, 0, 7, 100);
  earliestReady(d, 'activate', 1, 100 + t.trrd_l);
  earliestReady(d, 'activate', 4, 100 + t.trrd_s);
  issuePrecharge(d, 0, 100 + t.tras);
  earliestReady(d, 'activate', 0, 100 + t.tras + t.trp);
  const w = fresh();
  for (const [i, bank] of [0, 4, 8, 12].entries()) issueActivate(w, bank, 1, 100 + i * t.trrd_s);
  earliestReady(w, 'activate', 1, 100 + t.tfaw);
});

test('columns: tCCD_L in a group, tCCD_S outside, turnarounds both ways', () => {
  const d = fresh();
  issueActivate(d, 0, 7, 0);
  issueActivate(d, 4, 7, 10);
  issueActivate(d, 1, 7, 20);
  issueColumn(d, 0, false, false, 100);
  earliestReady(d, 'read', 1, 100 + t.tccd_l);
  earliestReady(d, 'read', 4, 100 + t.tccd_s);
  earliestReady(d, 'write', 4, 100 + t.cl + t.burst + 2 - t.cwl);
  earliestReady(d, 'precharge', 0, 100 + t.trtp);
  issueColumn(d, 4, true, false, 120);
  earliestReady(d, 'read', 4, 120 + t.cwl + t.burst + t.twtr_l);
  earliestReady(d, 'read', 0, 120 + t.cwl + t.burst + t.twtr_s);
  earliestReady(d, 'precharge', 4, 120 + t.cwl + t.burst + t.twr);
});

test('nothing opens for tRFC after a refresh', () => {
  const d = fresh();
  issueRefresh(d, 0, 1000);
  earliestReady(d, 'activate', 5, 1000 + t.trfc);
});

test('hit, miss and conflict give the expected commands at the expected clocks', () => {
  const row = p.organization.row_bytes / p.organization.request_bytes;
  const banks = p.organization.bank_groups * p.organization.banks_per_group;
  const miss = deviceCommands(p, [0]);
  assert.equal(
    miss.map(({ kind }) => kind),
    [COMMAND.activate, COMMAND.read],
  );
  assert.is(miss[1]!.t - miss[0]!.t, t.trcd_rd);
  const hit = deviceCommands(p, [0, 1]);
  assert.equal(
    hit.map(({ kind }) => kind),
    [COMMAND.activate, COMMAND.read, COMMAND.read],
  );
  const conflict = deviceCommands(p, [0, row * banks]);
  assert.equal(
    conflict.map(({ kind }) => kind),
    [COMMAND.activate, COMMAND.read, COMMAND.precharge, COMMAND.activate, COMMAND.read],
  );
  assert.is(conflict[2]!.t - conflict[0]!.t, Math.max(t.tras, t.trcd_rd + t.trtp));
  assert.is(conflict[3]!.t - conflict[2]!.t, t.trp);
});

test('a closed page precharges by itself', () => {
  const closed = { ...p, controller: { ...p.controller, page: 'closed' as const } };
  const row = p.organization.row_bytes / p.organization.request_bytes;
  const list = deviceCommands(closed, [0, row * 16]);
  assert.equal(
    list.map(({ kind }) => kind),
    [COMMAND.activate, COMMAND.read, COMMAND.activate, COMMAND.read],
  );
  assert.is(list[2]!.t - list[1]!.t, Math.max(t.burst + t.trtp + t.trp, t.tras + t.trp - t.trcd_rd));
});

test('a refresh interval in which no bank would answer is refused', () => {
  const least = t.trfc + Math.max(t.tras + t.trp, t.cwl + t.burst + t.twr + t.trp) + t.trcd_rd + 1;
  assert.ok(dramTiming.safeParse({ ...t, trefi: least }).success);
  const { error } = dramTiming.safeParse({ ...t, trefi: least - 1 });
  assert.equal(
    error?.issues.map(({ path }) => path),
    [['trefi']],
  );
  assert.match(error!.issues[0]!.message, `${least} clocks at least`);
});

test.run();
