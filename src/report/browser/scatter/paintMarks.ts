import { stampMarks } from './stampMarks.ts';

/** What is painted: pixels by row (NaN: not drawn), a colour bin by row, and how much a row stands out. */
export interface Marks {
  readonly px: Float32Array;
  readonly py: Float32Array;
  readonly bin: Uint8Array;
  /** 0 infeasible, 1 dominated, 2 rank 2 or 3, 3 rank 1. */
  readonly level: Uint8Array;
  readonly colours: readonly string[];
}

export interface Ink {
  readonly faint: string;
  readonly edge: string;
  readonly hollow: string;
  /** Opacity of dominated points. */
  readonly fade: number;
}

/** Above this many rows a mark is a stamp of pixels rather than a path. */
export const stampAbove = 5000;

const radius = [3.2, 2.8, 3.6, 4.6] as const;

/** Paints the marks that pass the mask over faint ones that don't. */
export function paintMarks(
  canvas: HTMLCanvasElement,
  marks: Marks,
  mask: Uint8Array,
  ink: Ink,
  ratio: number,
): void {
  const g = canvas.getContext('2d')!;
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.clearRect(0, 0, canvas.width, canvas.height);
  if (marks.px.length > stampAbove) stampMarks(g, marks, mask, ink, ratio);
  else drawPaths(g, marks, mask, ink, ratio);
}

function drawPaths(
  g: CanvasRenderingContext2D,
  marks: Marks,
  mask: Uint8Array,
  ink: Ink,
  ratio: number,
): void {
  const { px, py, bin, level, colours } = marks;
  const shrink = px.length > 4000 ? 0.75 : px.length > 1200 ? 0.88 : 1;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  const dot = (i: number, r: number): void => {
    g.moveTo(px[i]! + r, py[i]!);
    g.arc(px[i]!, py[i]!, r, 0, 2 * Math.PI);
  };
  g.fillStyle = ink.faint;
  g.beginPath();
  for (let i = 0; i < px.length; i++) if (mask[i] === 0 && !Number.isNaN(px[i]!)) dot(i, 1.8 * shrink);
  g.fill();

  g.strokeStyle = ink.hollow;
  g.lineWidth = 1;
  g.beginPath();
  for (let i = 0; i < px.length; i++)
    if (mask[i] === 1 && level[i] === 0 && !Number.isNaN(px[i]!)) g.rect(px[i]! - 2.5, py[i]! - 2.5, 5, 5);
  g.stroke();

  for (const wanted of [1, 2, 3] as const) {
    const r = radius[wanted] * (wanted === 3 ? 1 : shrink);
    for (let c = 0; c < colours.length; c++) {
      g.beginPath();
      let any = false;
      for (let i = 0; i < px.length; i++)
        if (mask[i] === 1 && level[i] === wanted && bin[i] === c && !Number.isNaN(px[i]!)) {
          dot(i, r);
          any = true;
        }
      if (!any) continue;
      g.fillStyle = colours[c]!;
      g.globalAlpha = wanted === 1 ? ink.fade : wanted === 2 ? 0.85 : 1;
      g.fill();
      g.globalAlpha = wanted === 3 ? 1 : 0.75;
      g.strokeStyle = wanted === 3 ? ink.edge : colours[c]!;
      g.lineWidth = wanted === 3 ? 1.25 : 0.75;
      g.stroke();
      g.globalAlpha = 1;
    }
  }
}
