import { closestName } from '../tensor/closestName.ts';

/** The known name nearest to a mistyped one, for hints, or null. */
export const suggest = (written: string, known: Iterable<string>): string | null =>
  closestName(written, [...known]);
