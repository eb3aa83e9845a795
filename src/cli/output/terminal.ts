import pc from 'picocolors';

/** Where a command prints. Results go to stdout, all else to stderr. */
export interface Terminal {
  readonly cwd: string;
  /** stderr is a terminal that can move its cursor. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly color: boolean;
  /** Width of stderr in columns. */
  readonly width: number;
  /** A line of the result. */
  out(text: string): void;
  /** A line beside the result: progress, notes, warnings. */
  note(text: string): void;
  /** Raw text to stderr, for progress that redraws. */
  raw(text: string): void;
  /** Aborted by Ctrl-C or a termination signal. */
  readonly signal: AbortSignal;
}

/** Whether to colour: the flag, then NO_COLOR and FORCE_COLOR, then whether stderr is a terminal. */
export function wantsColor(flag: unknown): boolean {
  if (flag === 'always') return true;
  if (flag === 'never' || process.env['NO_COLOR']) return false;
  return process.env['FORCE_COLOR'] ? process.env['FORCE_COLOR'] !== '0' : process.stderr.isTTY === true;
}

export function processTerminal(options: { color: boolean; quiet: boolean; signal: AbortSignal }): Terminal {
  return {
    cwd: process.cwd(),
    interactive: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    colors: pc.createColors(options.color),
    color: options.color,
    get width() {
      return process.stderr.columns || 80;
    },
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => {
      if (!options.quiet) process.stderr.write(`${text}\n`);
    },
    raw: (text) => void process.stderr.write(text),
    signal: options.signal,
  };
}
