import yargs, { type Argv } from 'yargs';
import { DiagnosticError } from '../core/diagnostic.ts';
import { InvariantError } from '../core/invariant.ts';
import type { AnyCommand, Arguments } from './commands/defineCommand.ts';
import { commands } from './commands/registry.gen.ts';
import { exitCode } from './output/exitCode.ts';
import { processTerminal, wantsColor } from './output/terminal.ts';

/** Options that every command takes. */
const shared = {
  set: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    defaultDescription: 'none',
    describe: 'path=value, the value as YAML; a list becomes an axis',
  },
  json: { type: 'boolean', default: false, describe: 'one JSON document on stdout, nothing else' },
  jobs: { type: 'number', default: 0, defaultDescription: 'all cores', describe: 'worker threads' },
  seed: { type: 'number', describe: 'seed, instead of the one in the file' },
  quiet: { type: 'boolean', default: false, describe: 'no progress, no notes' },
  color: { choices: ['auto', 'always', 'never'], default: 'auto', describe: 'colours' },
} as const;

/** Parses the arguments, runs the command, answers the exit code. Nothing escapes as a stack but a bug. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  // A reader that goes away (`winnow list | head`) ends the output, not the program.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode.ok);
    throw error;
  });
  try {
    return await dispatch(argv, interrupt.signal);
  } catch (error) {
    return await report(error, argv);
  } finally {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  }
}

async function dispatch(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const wanted = argv.find((word) => !word.startsWith('-'));
  const loader =
    wanted === undefined ? undefined : Object.entries(commands).find(([name]) => name === wanted)?.[1];
  if (loader === undefined && wanted !== undefined && argv[0] === wanted) throw await unknownCommand(wanted);
  const loaded: AnyCommand[] =
    loader === undefined
      ? (await Promise.all(Object.values(commands).map((load) => load()))).map((m) => m.default)
      : [(await loader()).default];
  let code: number = exitCode.ok;
  let parser: Argv = yargs([...argv])
    .scriptName('winnow')
    .usage('$0 <command>\n\nSimulate sparse accelerators cycle by cycle and search their design space.')
    .parserConfiguration({
      'dot-notation': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
    })
    .options(shared)
    .version(await version())
    .alias('help', 'h')
    .demandCommand(1, 'Name a command.')
    .strict()
    .wrap(Math.min(110, process.stdout.columns || 100))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error ?? usageError(message);
    });
  for (const command of loaded)
    parser = parser.command({
      command: command.usage,
      describe: command.summary,
      builder: (y: Argv) => {
        let built = y;
        for (const [name, option] of Object.entries(command.positionals))
          built = built.positional(name, option as Parameters<Argv['positional']>[1]);
        built = built.options(command.options);
        for (const [line, what] of command.examples) built = built.example(line, what);
        return built;
      },
      handler: async (args: unknown) => {
        const values = args as Arguments & { color: string };
        checkShared(values);
        const terminal = processTerminal({ color: wantsColor(values.color), quiet: values.quiet, signal });
        code = await command.run(values, terminal);
      },
    });
  if (wanted === undefined)
    parser = parser
      .example('winnow sweep experiments/quickstart.yaml', 'run a sweep on all cores and write its report')
      .example('winnow explain experiments/quickstart.yaml', 'what limits each layer, term by term');
  await parser.parseAsync();
  return code;
}

function usageError(message: string, hint = 'winnow --help, or winnow <command> --help'): DiagnosticError {
  return new DiagnosticError([{ code: 'WIN-CLI-001', severity: 'error', message, hint }]);
}

async function unknownCommand(word: string): Promise<DiagnosticError> {
  const { closestName } = await import('../core/closestName.ts');
  const near = closestName(word, Object.keys(commands));
  return usageError(
    `no command is called "${word.slice(0, 80)}"`,
    near ? `did you mean winnow ${near}?` : 'winnow --help lists them',
  );
}

/** Numbers that yargs can't check. */
function checkShared({ jobs, seed }: Arguments): void {
  if (!Number.isInteger(jobs) || jobs < 0 || jobs > 1024)
    throw usageError(`--jobs takes a whole number of workers, not ${jobs}`, '0 means all cores');
  if (seed !== undefined && (!Number.isInteger(seed) || seed < 0 || seed > 4294967295))
    throw usageError(`--seed takes a whole number from 0 to 2^32 − 1, not ${seed}`, 'e.g. --seed 7');
}

/** Faults of the machine, not of Winnow: what to do about each. */
const outsideFaults = new Map([
  ['ENOSPC', 'the disk is full: make room and run again; what was done is kept'],
  ['EDQUOT', 'the quota is used up: make room and run again; what was done is kept'],
  ['EACCES', 'choose a folder that can be written with --out'],
  ['EPERM', 'choose a folder that can be written with --out'],
  ['EROFS', 'choose a folder that can be written with --out'],
  ['ENOENT', 'check the path'],
  ['ENOTDIR', 'a part of the path is a file'],
  ['EISDIR', 'this is a folder; give a file'],
  ['EEXIST', 'something is already there'],
  ['ENAMETOOLONG', 'choose a shorter name'],
  ['EMFILE', 'too many files are open: use fewer --jobs'],
]);

/** Prints what went wrong: a user's mistake without a stack, a bug with one. */
async function report(error: unknown, argv: readonly string[]): Promise<number> {
  const flag = argv.find((word) => word.startsWith('--color='))?.slice(8);
  if (error instanceof DiagnosticError) {
    const { renderDiagnostics } = await import('../io/renderDiagnostics.ts');
    process.stderr.write(`${renderDiagnostics(error.diagnostics, { color: wantsColor(flag) })}\n`);
    return exitCode.usage;
  }
  if (error instanceof InvariantError) {
    process.stderr.write(`${error.message}\n`);
    return exitCode.invariant;
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code !== undefined && syscall !== undefined && outsideFaults.has(code)) {
    process.stderr.write(
      `error WIN-CLI-004: ${(error as Error).message}\n    hint: ${outsideFaults.get(code)}\n`,
    );
    return exitCode.usage;
  }
  const { stack, message } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(
    `This is a bug in Winnow; please report it with the lines below.\n${stack ?? message}\n`,
  );
  return exitCode.bug;
}

async function version(): Promise<string> {
  const { engineVersion } = await import('./engineVersion.ts');
  return engineVersion();
}
