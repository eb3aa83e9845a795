import { closestName } from '../core/closestName.ts';

/** `did you mean x?`, else the list of what is legal when it is short, else undefined. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  const near = closestName(word, candidates);
  if (near !== null) return `did you mean ${near}?`;
  if (candidates.length === 0) return undefined;
  const shown = candidates.slice(0, 12).join(', ');
  return `one of: ${shown}${candidates.length > 12 ? ', …' : ''}`;
}
