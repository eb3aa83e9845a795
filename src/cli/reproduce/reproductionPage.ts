import { escapeHtml } from '../../report/escapeHtml.ts';
import { formatNumber } from '../output/textTable.ts';
import { publishedText, signed, verdictText } from './printReproduction.ts';
import type { Reproduction } from './reproducePaper.ts';

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6675; --line: #d7dce3; --good: #1b7f4d; --bad: #b3261e; --page: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #37404c; --good: #58c48c; --bad: #ff8a80; --page: #14181e; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 0; } p { color: var(--soft); margin: .3rem 0 .8rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } small { display: block; color: var(--soft); } .within { color: var(--good); } .outside { color: var(--bad); font-weight: 600; }
`;

const cell = (text: string, kind = ''): string => `<td${kind && ` class="${kind}"`}>${text}</td>`;

/** Columns of numbers. */
const numeric = new Set(['published', 'simulated', 'error %']);

function table(paper: Reproduction): string {
  const rows = paper.claims.map((claim) => {
    const about = [claim.conditions, claim.note && `Not modelled: ${claim.note}`].filter(Boolean).join('. ');
    const kind = claim.gates ? claim.verdict : '';
    return `<tr>${[
      cell(`${escapeHtml(claim.claim)}${about && `<small>${escapeHtml(about)}</small>`}`),
      cell(escapeHtml(publishedText(claim)), 'n'),
      cell(claim.simulated === null ? '' : escapeHtml(formatNumber(claim.simulated)), 'n'),
      cell(escapeHtml(claim.unit)),
      cell(claim.error_pct === null ? '' : signed(claim.error_pct), 'n'),
      cell(escapeHtml(claim.tolerance)),
      cell(escapeHtml(verdictText(claim)), kind),
      cell(`${escapeHtml(claim.confidence)}<small>${escapeHtml(claim.source)}</small>`),
    ].join('')}</tr>`;
  });
  const head = [
    'claim',
    'published',
    'simulated',
    'unit',
    'error %',
    'tolerance',
    'verdict',
    'confidence, source',
  ];
  return `<h2 id="${escapeHtml(paper.name)}">${escapeHtml(paper.title)}</h2>
<p>${escapeHtml(paper.citation)}. ${paper.held} of ${paper.gating} gating claims hold.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Claims of ${escapeHtml(paper.name)}"><table><thead><tr>${head.map((word) => `<th scope="col"${numeric.has(word) ? ' class="n"' : ''}>${word}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

/** Every paper's claims as one HTML file that loads nothing and runs nothing. */
export function reproductionPage(papers: readonly Reproduction[], version: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Winnow: published and simulated</title><style>${style}</style></head>
<body><main><h1>Published and simulated</h1>
<p>Made by winnow ${escapeHtml(version)}. A figure that was recalled, or that nobody found, decides nothing.</p>
${papers.map(table).join('\n')}
</main></body></html>
`;
}
