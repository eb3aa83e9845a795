/** Optimal string alignment distance (Levenshtein with transpositions of neighbours), case-insensitive. */
export function editDistance(a: string, b: string): number {
  const from = a.toLowerCase();
  const to = b.toLowerCase();
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = above[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      let best = Math.min(above[j]! + 1, row[j - 1]! + 1, change);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = above;
    above = row;
  }
  return above[to.length]!;
}

/**
 * The candidate that a misspelt word most likely means, or undefined when none is near. Ties go to the first; where no
 * spelling is near, a candidate that the word is a part of, such as `clock` of `clock_hz`.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > 80) return undefined;
  const all = [...candidates];
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of all) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  const parts = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9]+/);
  return (
    best ??
    all.find((candidate) =>
      parts(candidate)
        .join(' ')
        .startsWith(`${parts(word).join(' ')} `),
    )
  );
}

/** `did you mean x?`, else the list of what is legal when it is short, else undefined. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean ${near}?`;
  if (candidates.length === 0) return undefined;
  const shown = candidates.slice(0, 12).join(', ');
  return `one of: ${shown}${candidates.length > 12 ? ', …' : ''}`;
}

/** Text as shown inside a message: one line, quoted, cut at 60 characters. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
