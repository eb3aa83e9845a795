import type { Technology } from '../../src/arch/technology.ts';
import { actionItems, actionRows } from '../../src/energy/actionRows.ts';
import type { EnergyTable } from '../../src/energy/defineTable.ts';
import { nodeScaling } from '../../src/energy/nodeScaling.ts';
import type { PriceQuery } from '../../src/energy/price.ts';
import { tables } from '../../src/energy/registry.gen.ts';
import { shippedLibrary } from '../../src/engine/shippedLibrary.ts';
import { assert, suite } from '../harness.ts';

const hp = (node_nm: number): Technology => ({ node_nm, device: 'itrs-hp' });
const query = (
  component: string,
  attributes: Record<string, number | string>,
  technology: Technology = hp(45),
): PriceQuery => ({ component: { name: 'x', component, count: 1, attributes }, technology });
const mac = (a: number, b: number, sum: number, technology = hp(45), kind = 'int') =>
  query('mac', { bits_a: a, bits_b: b, accumulator_bits: sum, kind }, technology);
const table = (name: string): EnergyTable => tables.find((t) => t.name === name)!;
const near = (got: number | undefined, want: number, tolerance = 1e-12) =>
  assert.ok(got !== undefined && Math.abs(got / want - 1) < tolerance, `${got} is not ${want}`);

const tests = suite('energy tables');

tests('have different names and descriptions', () => {
  assert.is(new Set(tables.map((t) => t.name)).size, tables.length);
  assert.is(shippedLibrary.tables.at(-1)!.name, 'aladdin-40nm');
});

tests('price a multiply-accumulate as multiplier and adder', () => {
  const horowitz = table('horowitz-45nm');
  near(horowitz.energy_pj(mac(8, 8, 32), 'mac')!.value, 0.3);
  near(horowitz.area_mm2(mac(8, 8, 32))!.value, (282 + 137) * 1e-6);
  near(horowitz.energy_pj(mac(16, 16, 32, hp(45), 'float'), 'mac')!.value, 2.0);
  near(horowitz.energy_pj(mac(32, 32, 32, hp(45), 'float'), 'mac')!.value, 4.6);
  near(horowitz.energy_pj(mac(8, 8, 32, hp(45), 'float'), 'mac')!.value, 0.25 + 0.9);
  near(horowitz.energy_pj(mac(16, 16, 32, hp(45), 'bf16'), 'mac')!.value, 0.68 + 0.9);
  near(horowitz.energy_pj(query('adder', { bits: 24 }), 'add')!.value, 0.075);
  assert.match(horowitz.energy_pj(mac(8, 8, 32), 'mac')!.verified, 'verified in two public');
});

tests('price any width by the stated rule', () => {
  const horowitz = table('horowitz-45nm');
  const energy = (a: number, b: number, sum = 32) => horowitz.energy_pj(mac(a, b, sum), 'mac')!;
  // The power law through 0.2 pJ at 8 b and 3.1 pJ at 32 b: 0.79 pJ at 16 b, 0.051 pJ at 4 b.
  near(energy(16, 16).value, 0.1 + 0.7874, 1e-4);
  near(energy(4, 4).value, 0.1 + 0.0508, 1e-3);
  near(energy(4, 16).value, energy(8, 8).value);
  near(energy(8, 8, 4).value, 0.2 + 0.015);
  near(energy(8, 8, 48).value, 0.2 + 0.15);
  assert.match(energy(16, 16).derivation!, 'by the width rule');
  for (let bits = 1; bits < 64; bits++) assert.ok(energy(bits + 1, 8).value > energy(bits, 8).value);
});

tests('charge a gated slot nothing, and say why', () => {
  const gated = table('horowitz-45nm').energy_pj(mac(8, 8, 32), 'gated')!;
  assert.is(gated.value, 0);
  assert.ok(gated.derivation !== undefined && gated.not_modelled === undefined);
});

tests('scale by the published ratios', () => {
  const at = (to: number, from: number, device: Technology['device'] = 'itrs-hp') =>
    nodeScaling(from, { node_nm: to, device })!;
  // Nominal supplies: 45 nm HP at 1.0 V 0.8612, 7 nm HP at 0.7 V 0.047815; LP pair from the same polynomials.
  near(at(7, 45).energy, 0.047815 / 0.8612, 1e-4);
  near(at(7, 45, 'itrs-lstp').energy, 1 / 28.57415, 1e-4);
  near(at(90, 45).area, 2.8);
  near(at(7, 45).area, 0.059);
  near(at(45, 7).area, 1 / 0.059);
  near(at(3.5, 7).energy, Math.SQRT1_2);
  near(at(3.5, 7).area, 0.5);
  assert.equal(at(45, 45), { energy: 1, area: 1, derivation: '' });
  assert.is(nodeScaling(45, hp(250)), null);
  const between = at(28, 45);
  assert.ok(between.energy < at(32, 45).energy && between.energy > at(20, 45).energy);
  assert.ok(between.area < at(32, 45).area && between.area > at(20, 45).area);
});

tests('keep the words of unverified rows', () => {
  const dram = (kind: string) => table('dram-per-bit').energy_pj(query('dram', { kind, bits: 64 }), 'read')!;
  near(dram('hbm2').value, 3.9 * 64);
  assert.is(dram('hbm2').verified, 'verified in source');
  assert.match(dram('DDR4').verified, 'unverified');
  assert.match(dram('ddr4').derivation!, '15 to 22');
  assert.is(table('dram-per-bit').energy_pj(query('dram', { kind: 'core memory', bits: 64 }), 'read'), null);
});

tests('tell zero from not modelled', () => {
  const dram = query('dram', { kind: 'ddr4', bits: 64 });
  const area = table('dram-per-bit').area_mm2(dram)!;
  assert.is(area.value, 0);
  assert.match(area.derivation!, 'off chip');
  assert.is(area.not_modelled, undefined);
  assert.ok(table('dram-per-bit').leakage_w(dram)!.not_modelled !== undefined);
  assert.ok(
    table('switching').leakage_w(query('selector', { n: 2, m: 4, bits: 8 }))!.not_modelled !== undefined,
  );
  assert.ok(
    table('cacti7-wire').area_mm2(query('wire', { bits: 8, length_mm: 0.1 }))!.not_modelled !== undefined,
  );
});

tests('price registers and memories too small for CACTI as flip-flops', () => {
  const aladdin = table('aladdin-40nm');
  const register = query('register', { bits: 16 }, hp(40));
  near(aladdin.energy_pj(register, 'write')!.value, 16 * 0.009);
  assert.is(aladdin.energy_pj(register, 'read')!.value, 0);
  near(aladdin.area_mm2(register)!.value, 16 * 5.98e-6);
  near(aladdin.leakage_w(register)!.value, 16 * 0.074e-6);
  const sram = (capacity_bytes: number) => query('sram', { capacity_bytes, word_bits: 64, banks: 1 }, hp(40));
  near(aladdin.energy_pj(sram(128), 'write')!.value, 64 * 0.009);
  assert.is(aladdin.energy_pj(sram(256), 'write'), null);
  assert.is(table('cacti7-sram').energy_pj(sram(128), 'write'), null);
  assert.ok(table('cacti7-sram').energy_pj(sram(256), 'write')!.value > 0);
});

tests('fill in leakage that a family lacks from the next one', () => {
  assert.is(table('horowitz-45nm').leakage_w(mac(8, 8, 32)), null);
  near(table('aladdin-40nm').leakage_w(mac(8, 8, 32))!.value, (77.9 / 16 + 2.25) * 1e-6);
});

tests('price wires and selectors by length, ways and bits', () => {
  const wire = (node: number, device: Technology['device'] = 'itrs-hp') =>
    query('wire', { bits: 8, length_mm: 0.5 }, { node_nm: node, device });
  const wires = table('cacti7-wire');
  near(wires.energy_pj(wire(45), 'transfer')!.value, 0.24949 * 8 * 0.5 * 0.5);
  near(wires.energy_pj(wire(7), 'transfer')!.value, 0.15551 * 8 * 0.5 * 0.5);
  near(
    wires.energy_pj(wire(38), 'transfer')!.value,
    2 * 0.19729 * (0.24949 / 0.19729) ** (Math.log(38 / 32) / Math.log(45 / 32)),
  );
  near(wires.access_time_s(wire(45))!.value, 0.2072 * 0.5e-9);
  near(wires.leakage_w(wire(45, 'itrs-lstp'))!.value, 0.000826e-6 * 4);
  assert.is(wires.energy_pj(wire(130), 'transfer'), null);
  const selector = query('selector', { n: 2, m: 4, bits: 8 });
  near(table('switching').energy_pj(selector, 'select')!.value, 3 * 8 * 0.002);
  near(table('switching').area_mm2(selector)!.value, 2 * 3 * 8 * 1.862e-6);
  const router = query('router', { bits: 128 }, hp(32));
  near(table('switching').energy_pj(router, 'hop')!.value, 20.74 / 2);
  near(table('switching').area_mm2(router)!.value, 0.075);
});

tests('charge more ports than one by the stated rule', () => {
  const sram = (ports: number) => query('sram', { capacity_bytes: 65536, word_bits: 64, banks: 1, ports });
  const cacti = table('cacti7-sram');
  near(cacti.area_mm2(sram(2))!.value, 2 * cacti.area_mm2(sram(1))!.value);
  near(cacti.energy_pj(sram(2), 'read')!.value, Math.SQRT2 * cacti.energy_pj(sram(1), 'read')!.value);
  assert.match(cacti.energy_pj(sram(2), 'read')!.verified, 'unverified');
});

tests('order SRAMs by what CACTI optimised', () => {
  // 45 nm HP, 64 KiB of 64 b: 29.0, 11.5 and 8.3 pJ; 0.50, 0.94 and 1.67 ns.
  const sram = query('sram', { capacity_bytes: 65536, word_bits: 64, banks: 1 });
  const [fast, balanced, low] = ['cacti7-sram', 'cacti7-sram-balanced', 'cacti7-sram-low-energy'].map(table);
  near(fast!.energy_pj(sram, 'read')!.value, 29.0, 3e-3);
  near(balanced!.energy_pj(sram, 'read')!.value, 11.5, 3e-3);
  near(low!.energy_pj(sram, 'read')!.value, 8.3, 5e-3);
  near(low!.access_time_s(sram)!.value, 1.67e-9, 5e-3);
  assert.match(balanced!.area_mm2(sram)!.source, '(balanced)');
});

tests('price a GPU from its board, and its memory by the byte', () => {
  const gpu = query('gpu', { board_w: 700, idle_w: 75, die_mm2: 814, rate_flops: 7.08e14 });
  const board = table('gpu-board');
  near(board.energy_pj(gpu, 'mac')!.value, 1.7655, 1e-4);
  assert.is(board.leakage_w(gpu)!.value, 75);
  assert.is(board.area_mm2(gpu)!.value, 814);
  const memory = query('gpu-memory', { kind: 'hbm3' });
  near(table('dram-per-bit').energy_pj(memory, 'read_byte')!.value, 8 * 3.9);
  assert.is(table('dram-per-bit').energy_pj(memory, 'read'), null);
});

tests('answer null for what is not theirs', () => {
  const foreign = query('flux capacitor', {});
  const bare = (component: string) => query(component, {});
  for (const each of tables)
    for (const q of [
      foreign,
      ...['sram', 'mac', 'adder', 'register', 'wire', 'selector', 'router', 'dram', 'gpu', 'gpu-memory'].map(
        bare,
      ),
    ]) {
      for (const action of ['read', 'write', 'mac', 'select', 'transfer', 'hop', 'toString'])
        assert.is(each.energy_pj(q, action), null);
      assert.is(each.area_mm2(q), null);
      assert.is(each.leakage_w(q), null);
      assert.is(each.access_time_s(q), null);
    }
});

tests('read every row of the CSV', () => {
  const used = ['horowitz-45nm', 'jouppi-7nm', 'aladdin-40nm', 'cacti7-wire', 'dram-per-bit', 'switching'];
  const rows = used.flatMap((name) => actionItems(name).flatMap((item) => actionRows(name, item)));
  assert.is(rows.length, 54);
  for (const row of rows) assert.ok(row.source !== '' && row.verified !== '' && row.energy_pj > 0);
});

tests.run();
