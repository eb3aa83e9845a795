/** Whether two columns always move together: each value of one goes with one value of the other. */
export function oneToOne(a: ArrayLike<number>, b: ArrayLike<number>, count: number): boolean {
  const there = new Map<number, number>();
  const back = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const [u, v] = [a[i]!, b[i]!];
    if ((there.get(u) ?? v) !== v || (back.get(v) ?? u) !== u) return false;
    there.set(u, v);
    back.set(v, u);
  }
  return true;
}
