import type { Ink } from '../scatter/paintMarks.ts';

/** Lines over axes: `ys[axis][k]` is the pixel of drawn row `rows[k]`. */
export interface Lines {
  readonly rows: Uint32Array;
  readonly xs: readonly number[];
  readonly ys: readonly Float32Array[];
  readonly bin: Uint8Array;
  /** 0 infeasible, 1 dominated, 2 rank 2 or 3, 3 rank 1. */
  readonly level: Uint8Array;
  readonly colours: readonly string[];
}

/** More lines than this are drawn as a density in one hue, with rank 1 on top. */
export const denseAbove = 500;

/** Faint lines for rows outside the mask (`wanted` 0) or coloured ones for rows inside (`wanted` 1). */
export function paintLines(
  g: CanvasRenderingContext2D,
  lines: Lines,
  mask: Uint8Array,
  wanted: 0 | 1,
  ink: Pick<Ink, 'faint' | 'hollow'> & { readonly hue: string },
): void {
  const { rows, bin, level, colours } = lines;
  const path = (k: number): void => {
    lines.xs.forEach((x, a) => {
      const y = lines.ys[a]![k]!;
      if (a === 0) g.moveTo(x, y);
      else g.lineTo(x, y);
    });
  };
  const strokeWhere = (keep: (k: number) => boolean): void => {
    // One path with thousands of overlapping lines is far slower than some of a few hundred.
    let pending = 0;
    g.beginPath();
    for (let k = 0; k < rows.length; k++) {
      if (!keep(k)) continue;
      path(k);
      if (++pending === 200) {
        g.stroke();
        g.beginPath();
        pending = 0;
      }
    }
    g.stroke();
  };
  const inside = (k: number): boolean => mask[rows[k]!] === wanted;
  g.lineWidth = 1;
  if (wanted === 0) {
    g.strokeStyle = ink.faint;
    g.globalAlpha = rows.length > denseAbove ? 0.12 : 0.35;
    strokeWhere(inside);
    g.globalAlpha = 1;
    return;
  }
  const dense = rows.length > denseAbove;
  g.globalAlpha = dense ? Math.max(0.05, Math.min(0.3, 120 / rows.length)) : 0.42;
  g.setLineDash([2, 3]);
  g.strokeStyle = ink.hollow;
  strokeWhere((k) => inside(k) && level[k] === 0);
  g.setLineDash([]);
  if (dense) {
    g.strokeStyle = ink.hue;
    strokeWhere((k) => inside(k) && level[k]! > 0 && level[k]! < 3);
  } else
    for (let c = 0; c < colours.length; c++) {
      g.strokeStyle = colours[c]!;
      strokeWhere((k) => inside(k) && bin[k] === c && level[k]! > 0 && level[k]! < 3);
    }
  g.globalAlpha = dense ? 0.9 : 1;
  g.lineWidth = 1.8;
  for (let c = 0; c < colours.length; c++) {
    g.strokeStyle = colours[c]!;
    strokeWhere((k) => inside(k) && bin[k] === c && level[k] === 3);
  }
  g.globalAlpha = 1;
}
