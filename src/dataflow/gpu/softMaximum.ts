/**
 * 4-norm of five times: the time of activities that overlap, but not perfectly. Equal to the maximum where one
 * dominates; 2^(1/4) of it where two are alike. Only × and sqrt, so the same in every engine.
 */
export function softMaximum(a: number, b: number, c: number, d: number, e: number): number {
  const most = Math.max(a, b, c, d, e);
  if (most === 0) return 0;
  const fourth = (x: number): number => {
    const r = x / most;
    return r * r * (r * r);
  };
  return most * Math.sqrt(Math.sqrt(fourth(a) + fourth(b) + fourth(c) + fourth(d) + fourth(e)));
}

/** 16-norm of two times: a limit that holds over the whole kernel, such as power. */
export function firmMaximum(a: number, b: number): number {
  const most = Math.max(a, b);
  if (most === 0) return 0;
  const r = Math.min(a, b) / most;
  const r4 = r * r * (r * r);
  return most * Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(1 + r4 * r4 * (r4 * r4)))));
}
