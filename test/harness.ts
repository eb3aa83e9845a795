/** The one door to the test runner: a move to another runner touches this file alone. */
import { suite as uvuSuite } from 'uvu';
import * as assert from 'uvu/assert';

export { assert };

/** A named group of tests; call `.run()` once at the end of the file, as uvu asks. */
export const suite = uvuSuite;

/** Where the repository lies, seen from `dist/test/…`. */
export const repositoryRoot = new URL('../../', import.meta.url);

/** Where a checkout keeps the reference data beside it, or null: tests that need it are skipped by name. */
export const sharedData = new URL('../../../shared/', import.meta.url);

/** Number of fast-check runs: WINNOW_RUNS multiplies (1 by default). */
export const runs = (count: number): number =>
  Math.max(1, Math.round(count * Number(process.env['WINNOW_RUNS'] ?? 1)));
