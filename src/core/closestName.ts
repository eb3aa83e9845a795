/**
 * The known name that a misspelt word most likely means, or null when none is near: the least edit distance, at most a
 * third of the word's length; ties go to the first. Where no spelling is near, a name that begins with the word, such
 * as `clock_hz` for `clock`.
 */
export function closestName(word: string, known: Iterable<string>): string | null {
  if (word.length === 0 || word.length > 100) return null;
  const names = [...known];
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word, name);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  const parts = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9]+/);
  const beginning = `${parts(word).join(' ')} `;
  return best ?? names.find((name) => parts(name).join(' ').startsWith(beginning)) ?? null;
}

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
