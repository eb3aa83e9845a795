import { type Claim, mayGate } from '../../io/claimsFile.ts';

/** What came of a claim. */
export type Verdict = 'within' | 'outside' | 'not judged' | 'not modelled';

/** A claim beside what the simulation gives. */
export interface JudgedClaim {
  readonly claim: string;
  readonly unit: string;
  readonly conditions: string;
  readonly published: number | null;
  /** 'equal', or the limit that the published value is. */
  readonly compare: Claim['compare'];
  /** Null where nothing is simulated. */
  readonly simulated: number | null;
  /** (simulated − published) / published, %; null where there is nothing to compare. */
  readonly error_pct: number | null;
  /** In words. */
  readonly tolerance: string;
  readonly verdict: Verdict;
  /** Whether a miss decides the exit code. */
  readonly gates: boolean;
  readonly source: string;
  readonly confidence: string;
  /** Why nothing is simulated, else empty. */
  readonly note: string;
}

/** Holds a simulated value to a claim. Recalled and unknown figures never gate. */
export function judgeClaim(given: Claim, simulated: number | null): JudgedClaim {
  const { value, compare, tolerance } = given;
  const limit = compare !== 'equal';
  const comparable = value !== null && simulated !== null;
  const gates =
    comparable && mayGate(given.confidence) && (limit || tolerance !== undefined) && given.gates !== false;
  return {
    claim: given.claim,
    unit: given.unit,
    conditions: given.conditions ?? '',
    published: value,
    compare,
    simulated,
    error_pct: comparable && !limit && value !== 0 ? (100 * (simulated - value)) / Math.abs(value) : null,
    tolerance: toleranceWords(given),
    verdict: verdictOf(given, simulated),
    gates,
    source: given.source,
    confidence: given.confidence,
    note: given.not_modelled ?? '',
  };
}

function verdictOf({ value, compare, tolerance }: Claim, simulated: number | null): Verdict {
  if (simulated === null) return 'not modelled';
  if (value === null) return 'not judged';
  if (compare === 'at-most') return simulated <= value ? 'within' : 'outside';
  if (compare === 'at-least') return simulated >= value ? 'within' : 'outside';
  if (tolerance === undefined) return 'not judged';
  const near =
    'percent' in tolerance
      ? Math.abs(simulated - value) * 100 <= tolerance.percent * Math.abs(value)
      : simulated.toFixed(tolerance.decimals) === value.toFixed(tolerance.decimals);
  return near ? 'within' : 'outside';
}

function toleranceWords({ compare, tolerance }: Claim): string {
  if (compare === 'at-most') return 'at most';
  if (compare === 'at-least') return 'at least';
  if (tolerance === undefined) return '';
  return 'percent' in tolerance ? `± ${tolerance.percent} %` : `to ${tolerance.decimals} decimals`;
}
