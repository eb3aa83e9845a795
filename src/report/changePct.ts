/** (to − from) / |from| in percent; 100 from zero or from a value that is missing, 0 where nothing moved. */
export function changePct(from: number, to: number): number {
  if (from === to) return 0;
  if (from === 0 || !Number.isFinite(from) || !Number.isFinite(to)) return 100;
  return (100 * (to - from)) / Math.abs(from);
}
