/** A law of the model that a result broke: a bug of Winnow, exit code 4, never a user's mistake. */
export class InvariantError extends Error {
  readonly law: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(law: string, facts: Readonly<Record<string, unknown>>) {
    super(`invariant violated: ${law} ${JSON.stringify(facts)}`);
    this.name = 'InvariantError';
    this.law = law;
    this.facts = facts;
  }
}

/** Asserts a law in production. `facts` are what a reader needs to see why it broke. */
export function invariant(
  condition: boolean,
  law: string,
  facts: Readonly<Record<string, unknown>> = {},
): asserts condition {
  if (!condition) throw new InvariantError(law, facts);
}
