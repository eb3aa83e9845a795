import { actions } from './data/actions.gen.ts';

/** Rows of configs/energy/actions.csv; the last three numbers of a row index `texts`. */
export interface PackedActions {
  readonly texts: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One published price: energy of an action, and area and leakage of the unit where its source gives them. */
export interface ActionRow {
  readonly table: string;
  readonly item: string;
  /** null where the figure belongs to no node (off-chip memory). */
  readonly node_nm: number | null;
  readonly device: string | null;
  readonly bits: number;
  readonly energy_pj: number;
  /** Published range, where there is one. */
  readonly range_pj: readonly [number, number] | null;
  readonly area_um2: number | null;
  readonly leakage_uw: number | null;
  readonly delay_ns_mm: number | null;
  readonly source: string;
  readonly verified: string;
  readonly notes: string;
}

const all: readonly ActionRow[] = actions.rows.map((row) => {
  const [table, item, node_nm, device, bits, energy_pj, low, high, area_um2, leakage_uw, delay_ns_mm] = row;
  const text = (column: number): string => actions.texts[row[column] as number]!;
  return {
    table: table as string,
    item: item as string,
    node_nm: node_nm as number | null,
    device: device as string | null,
    bits: bits as number,
    energy_pj: energy_pj as number,
    range_pj: low === null ? null : [low as number, high as number],
    area_um2: area_um2 as number | null,
    leakage_uw: leakage_uw as number | null,
    delay_ns_mm: delay_ns_mm as number | null,
    source: text(11),
    verified: text(12),
    notes: text(13),
  };
});

/** Rows of one item of one table, ascending in bits, then in node. */
export function actionRows(table: string, item: string): readonly ActionRow[] {
  return all
    .filter((row) => row.table === table && row.item === item)
    .sort((a, b) => a.bits - b.bits || (a.node_nm ?? 0) - (b.node_nm ?? 0));
}

/** Items of one table, in file order. */
export function actionItems(table: string): readonly string[] {
  return [...new Set(all.filter((row) => row.table === table).map((row) => row.item))];
}
