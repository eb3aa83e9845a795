import { createHash } from 'node:crypto';
import { gzipSync } from 'fflate';
import { encodeReport } from './encodeReport.ts';
import { escapeHtml } from './escapeHtml.ts';
import { fitReport, type ReportLimits, reportLimits } from './fitReport.ts';
import type { ReportData } from './reportData.ts';

/** What `scripts/bundleReport.mjs` makes: the page's program and its style sheet, as text. */
export interface ReportAssets {
  readonly script: string;
  readonly style: string;
  /** The engine as the program of a worker. */
  readonly engine: string;
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Gzip by fflate rather than zlib, whose output depends on the processor: the same data make the same bytes. */
const embed = (bytes: Uint8Array): string =>
  Buffer.from(gzipSync(bytes, { level: 6, mtime: 0 })).toString('base64');

/** Text that can stand in an inline script or style element: no `</script`, no `<!--`. */
function inline(text: string, what: string): string {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`the report's ${what} would end its own element`);
  return text;
}

/**
 * A report as one HTML file that needs no network and runs nothing that isn't in it: a strict content security
 * policy with the hash of the one script. The data are gzip in base64, an alphabet that can't close an element.
 */
export function writeReport(
  data: ReportData,
  assets: ReportAssets,
  limits: ReportLimits = reportLimits,
): string {
  const section = fitReport(data, (kept) => embed(encodeReport(kept, { total: data.points.count })), limits);
  const script = inline(assets.script, 'script');
  const style = inline(assets.style, 'style sheet');
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data: blob:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = escapeHtml(data.title.slice(0, 200) || 'Untitled sweep');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · Winnow report</title>
<style>${style}</style>
</head>
<body>
<div id="app"><p class="boot">Opening ${title} …</p></div>
<noscript><p class="boot">This report draws itself with a script that is inside this file. Allow scripts for it, or read results.csv beside it.</p></noscript>
<script type="application/octet-stream" id="engine">${embed(Buffer.from(assets.engine))}</script>
<script type="application/octet-stream" id="data">${section}</script>
<script>${script}</script>
</body>
</html>
`;
}
