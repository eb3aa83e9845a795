import type { Options } from 'yargs';
import type { Terminal } from '../output/terminal.ts';

/** Values of a command's options, as yargs parsed them, with those that all commands share. */
export type Arguments = Readonly<Record<string, unknown>> & {
  readonly set: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly jobs: number;
  readonly seed: number | undefined;
};

/** One subcommand: arguments in, exit code out. Heavy modules are imported inside `run`, so that --help is quick. */
export interface Command {
  /** Positionals as yargs writes them: `sweep <file>`. The first word is the file's name. */
  readonly usage: string;
  readonly summary: string;
  readonly positionals: Readonly<Record<string, Options & { readonly type: 'string' | 'number' }>>;
  readonly options: Readonly<Record<string, Options>>;
  /** Two real invocations and what each does: the end of --help. */
  readonly examples: readonly (readonly [command: string, what: string])[];
  run(args: Arguments, terminal: Terminal): Promise<number>;
}

export type AnyCommand = Command;

export function defineCommand(command: Command): Command {
  return command;
}
