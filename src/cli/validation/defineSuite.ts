/** What `winnow validate SUITE` replays: a peer's or silicon's numbers against this engine. One file per suite. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** File under test/golden that is replayed when no --data is given. */
  readonly golden: string;
  /** Dataflows whose reports quote the outcome; none where every family may use what it holds. */
  readonly holds: readonly string[];
  /** The one quantity that the percentages are of. */
  readonly headline: string;
  run(input: SuiteInput): readonly SuiteCase[];
}

export interface SuiteInput {
  /** Rows of the CSV, column → text as written ('' when empty). */
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly file: string;
  /** Parsed `cases/<id>.yaml` beside the file; throws DiagnosticError (exit 2) when it is missing. */
  readCase(id: string): unknown;
}

export interface SuiteCase {
  readonly id: string;
  /** Every integer that the suite compares is equal; null where the suite has nothing exact (silicon). */
  readonly exact: boolean | null;
  /** |simulated − expected| / expected of the headline, in percent. */
  readonly error_pct: number;
  readonly within_tolerance: boolean;
  readonly quantities: readonly {
    readonly name: string;
    readonly expected: number;
    readonly simulated: number;
  }[];
  /** Name of the peer's bug that excludes the quantities listed (by a predicate on columns, never by id). */
  readonly excluded?: readonly { readonly bug: string; readonly quantities: readonly string[] }[];
}

export function defineSuite(suite: Suite): Suite {
  return suite;
}
