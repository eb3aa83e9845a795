import pc from 'picocolors';
import type { Diagnostic } from '../core/diagnostic.ts';
import { formatKeyPath } from './keyPath.ts';

/** Width of the source excerpt; longer lines are cut around the mark. */
const excerpt = 100;

/**
 * Diagnostics as text for a terminal: `file:line:column: error WIN-CFG-001: …`, the source line with the mistake marked,
 * the key path, the hint. `color` false gives plain text.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: { color?: boolean } = {},
): string {
  const paint = pc.createColors(options.color ?? false);
  return diagnostics.map((diagnostic) => renderOne(diagnostic, paint)).join('\n');
}

function renderOne(diagnostic: Diagnostic, paint: ReturnType<typeof pc.createColors>): string {
  const { file, line, column, severity, code, path } = diagnostic;
  const tint = severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.cyan;
  const where = [file, line, column].filter((part) => part !== undefined).join(':');
  const lines = [
    `${where === '' ? '' : `${paint.bold(clean(where))}: `}${tint(severity)} ${code}: ${clean(diagnostic.message)}`,
  ];
  if (diagnostic.source !== undefined && line !== undefined && column !== undefined)
    lines.push(...marked(diagnostic.source, line, column, diagnostic.length ?? 1, tint, paint));
  if (path !== undefined && path.length > 0)
    lines.push(paint.dim(`    at ${clean(formatKeyPath(path)).slice(0, 200)}`));
  if (diagnostic.hint !== undefined) lines.push(`    hint: ${clean(diagnostic.hint)}`);
  return lines.join('\n');
}

function marked(
  source: string,
  line: number,
  column: number,
  length: number,
  tint: (text: string) => string,
  paint: ReturnType<typeof pc.createColors>,
): string[] {
  const start = column - 1;
  const from = source.length <= excerpt ? 0 : Math.max(0, Math.min(start - 30, source.length - excerpt));
  const text = clean(source.slice(from, from + excerpt));
  const gutter = String(line).padStart(5);
  // A tab in the source stays a tab in the padding, so that the caret stands below its mark.
  const padding = text.slice(0, start - from).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, text.length - (start - from))));
  return [
    `${paint.dim(`${gutter} |`)} ${text}`,
    `${paint.dim(`${' '.repeat(5)} |`)} ${padding}${tint(carets)}`,
  ];
}

/** Control characters (terminal escapes among them) are shown as spaces. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
