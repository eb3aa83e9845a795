#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/** The bundle's build prints `winnow --help` once and keeps it beside this file: nothing else need be loaded for it. */
function keptHelp(): string | null {
  try {
    return readFileSync(new URL('./help.txt', import.meta.url), 'utf8');
  } catch {
    return null;
  }
}

const argv = process.argv.slice(2);
const help = argv.length === 1 && (argv[0] === '--help' || argv[0] === '-h') ? keptHelp() : null;
if (help !== null) process.stdout.write(help);
else {
  const { runCli } = await import('./runCli.ts');
  process.exitCode = await runCli(argv);
}
