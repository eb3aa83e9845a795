/** Exit codes of every command (docs/formats.md). */
export const exitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  infeasible: 3,
  invariant: 4,
  failedPoints: 5,
  regression: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** When several apply. */
const precedence: readonly ExitCode[] = [130, 1, 2, 4, 5, 6, 3, 0];

/** The code that wins among those that apply; 0 when none does. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return precedence.find((code) => codes.includes(code)) ?? 0;
}
