import { type LoadedSpec, loadSpec } from '../loadSpec.ts';
import type { Arguments } from './commands/defineCommand.ts';
import type { Terminal } from './output/terminal.ts';

/** Reads the sweep that a command names, with its flags applied; warnings go beside the result. */
export async function loadSweep(file: string, args: Arguments, terminal: Terminal): Promise<LoadedSpec> {
  const flags = args.seed === undefined ? args.set : [...args.set, `seed=${args.seed}`];
  const loaded = loadSpec(file, { set: flags });
  if (loaded.warnings.length > 0) {
    const { renderDiagnostics } = await import('../io/renderDiagnostics.ts');
    terminal.note(renderDiagnostics(loaded.warnings, { color: terminal.color }));
  }
  return loaded;
}
