import type { Terminal } from '../output/terminal.ts';
import { formatNumber, textTable } from '../output/textTable.ts';
import type { JudgedClaim } from './judgeClaim.ts';
import type { Reproduction } from './reproducePaper.ts';

/** Published, simulated, error and verdict of each claim, a line each; then what gates. */
export function* printReproduction(paper: Reproduction, colors: Terminal['colors']): Generator<string> {
  yield colors.bold(`${paper.name}: ${paper.title}`);
  yield paper.citation;
  yield textTable(
    ['claim', 'published', 'simulated', 'unit', 'error %', 'tolerance', 'verdict', 'confidence'],
    paper.claims.map((claim) => [
      claim.claim,
      publishedText(claim),
      claim.simulated === null ? '' : formatNumber(claim.simulated),
      claim.unit,
      claim.error_pct === null ? '' : signed(claim.error_pct),
      claim.tolerance,
      verdictText(claim),
      confidenceWord(claim),
    ]),
    { bold: colors.bold },
  );
  for (const { claim, note } of paper.claims) if (note !== '') yield `Not modelled: ${claim}: ${note}`;
  yield `${paper.held} of ${paper.gating} gating claims hold; ${paper.claims.length - paper.gating} are shown and decide nothing.`;
}

/** `within`, `OUTSIDE` where it gates, and whether it does. */
export function verdictText({ verdict, gates }: JudgedClaim): string {
  if (verdict === 'not judged' || verdict === 'not modelled') return verdict;
  if (gates) return verdict === 'outside' ? 'OUTSIDE' : verdict;
  return `${verdict}, does not gate`;
}

/** `1.75`, `≤ 2`, or `unknown`. */
export function publishedText({ published, compare }: JudgedClaim): string {
  if (published === null) return 'unknown';
  const sign = compare === 'at-most' ? '≤ ' : compare === 'at-least' ? '≥ ' : '';
  return `${sign}${formatNumber(published)}`;
}

/** The word that a figure's confidence begins with. */
export const confidenceWord = ({ confidence }: JudgedClaim): string => /^[a-z]+/.exec(confidence)?.[0] ?? '';

/** An error in % with its sign. */
export const signed = (percent: number): string =>
  percent === 0 ? '0' : `${percent < 0 ? '−' : '+'}${Number(Math.abs(percent).toPrecision(3))}`;
