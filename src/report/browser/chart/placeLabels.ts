interface Wanted {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Of the mark that the label stands beside. */
  readonly radius: number;
}

export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'end' | 'middle';
}

const glyph = 6.6;
const line = 14;

/** Labels beside their marks where they touch neither another label nor a mark nor the frame; the rest go without. */
export function placeLabels(
  wanted: readonly Wanted[],
  plane: { readonly width: number; readonly height: number },
  /** Boxes that labels keep off: left, top, right, bottom. */
  obstacles: readonly (readonly [number, number, number, number])[] = [],
  most = 12,
): readonly PlacedLabel[] {
  const taken = [...obstacles, ...wanted.map(({ x, y, radius: r }) => [x - r, y - r, x + r, y + r] as const)];
  const out: PlacedLabel[] = [];
  for (const { x, y, text: full, radius } of wanted) {
    if (out.length >= most) break;
    const text = full.length > 22 ? `${full.slice(0, 21)}…` : full;
    const wide = text.length * glyph;
    const sides = [
      { x: x + radius + 4, y: y + 4, anchor: 'start', box: x + radius + 4 },
      { x: x - radius - 4, y: y + 4, anchor: 'end', box: x - radius - 4 - wide },
      { x, y: y - radius - 5, anchor: 'middle', box: x - wide / 2 },
      { x, y: y + radius + 13, anchor: 'middle', box: x - wide / 2 },
    ] as const;
    const free = sides.find(({ box, y: base }) => {
      const [l, t, r, b] = [box, base - line + 3, box + wide, base + 3];
      return (
        l >= 2 &&
        r <= plane.width &&
        t >= 0 &&
        b <= plane.height &&
        taken.every(([tl, tt, tr, tb]) => r <= tl || l >= tr || b <= tt || t >= tb)
      );
    });
    if (free === undefined) continue;
    out.push({ x: free.x, y: free.y, text, anchor: free.anchor });
    taken.push([free.box, free.y - line + 3, free.box + wide, free.y + 3]);
  }
  return out;
}
