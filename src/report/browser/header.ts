import { copyText } from './copyText.ts';
import { button, html, svg } from './dom.ts';
import type { ViewContext } from './views/defineView.ts';

const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');

/** What was run, on what, and how to run it again: always in sight. */
export function reportHeader(context: ViewContext, actions: readonly HTMLElement[]): HTMLElement {
  const { report } = context;
  const { summary, provenance } = report;
  const total = summary.ok + summary.infeasible + summary.failed;
  const chip = (kind: string, n: number, text: string): Node =>
    html('span', { class: `chip ${kind}` }, html('b', {}, grouped(n)), ` ${text}`);
  const counts = html(
    'p',
    { class: 'counts' },
    html('span', { class: 'chip' }, html('b', {}, grouped(total)), total === 1 ? ' point' : ' points'),
  );
  counts.append(chip('ok', summary.ok, 'ok'));
  if (summary.infeasible > 0) counts.append(chip('infeasible', summary.infeasible, 'infeasible'));
  if (summary.failed > 0) counts.append(chip('failed', summary.failed, 'failed'));
  if (report.points.count < report.total)
    counts.append(
      html(
        'span',
        { class: 'chip warn' },
        `showing ${grouped(report.points.count)} of ${grouped(report.total)} points (all of Pareto rank ≤ 3)`,
      ),
    );
  const facts = html('dl', { class: 'meta' });
  const fact = (label: string, text: string): void => {
    if (text !== '')
      facts.append(html('div', {}, html('dt', {}, label), html('dd', { title: text.slice(0, 400) }, text)));
  };
  fact('Engine', [provenance.engine_version, provenance.commit.slice(0, 12)].filter(Boolean).join(' · '));
  fact('Configuration', provenance.config_hash.slice(0, 16));
  fact('Seed', String(provenance.seed));
  fact('Process', provenance.technology);
  const tables = [...new Set(provenance.tables.map((t) => t.name.slice(0, 40)))];
  fact(
    'Energy',
    tables.slice(0, 3).join(', ') + (tables.length > 3 ? ` and ${tables.length - 3} more sources` : ''),
  );
  fact('Fidelity', fidelityMix(summary.cycle, summary.estimate));
  fact('Objectives', report.objectives.join(', '));
  fact('Constraints', report.constraints.join(', '));

  const copy = button(
    'Copy',
    { class: 'quiet', 'aria-label': 'Copy the command that reproduces this report' },
    () => {
      copyText(provenance.reproduce).then((done) => {
        copy.textContent = done ? 'Copied' : 'Select and copy';
        context.announce(done ? 'Command copied.' : 'The command could not be copied.');
        window.setTimeout(() => {
          copy.textContent = 'Copy';
        }, 1600);
      });
    },
  );
  return html(
    'header',
    { class: 'page-head' },
    html(
      'div',
      { class: 'brand' },
      logo(),
      html(
        'h1',
        { class: 'clip', title: report.title.slice(0, 400) },
        report.title.slice(0, 200) || 'Untitled sweep',
      ),
      html('div', { class: 'actions' }, ...actions),
    ),
    html(
      'p',
      { class: 'swept' },
      summary.swept,
      report.description === '' ? null : html('span', { class: 'muted' }, `. ${report.description}`),
    ),
    counts,
    facts,
    html(
      'p',
      { class: 'reproduce' },
      html('span', { class: 'muted' }, 'Reproduce'),
      html('code', {}, provenance.reproduce),
      copy,
    ),
  );
}

function fidelityMix(cycle: number, estimate: number): string {
  if (estimate === 0) return 'cycle-level';
  if (cycle === 0) return 'closed-form estimate';
  return `${grouped(cycle)} cycle-level, ${grouped(estimate)} estimated`;
}

/** A winnowing basket: grain above the line stays, chaff below it goes. */
function logo(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'logo', width: 28, height: 28, viewBox: '0 0 28 28', role: 'img', 'aria-label': 'Winnow' },
    svg('path', { d: 'M3,4V12H10V18H17V24H25', class: 'logo-line' }),
    svg('circle', { cx: 10, cy: 12, r: 2.6, class: 'logo-grain' }),
    svg('circle', { cx: 17, cy: 18, r: 2.6, class: 'logo-grain' }),
    svg('circle', { cx: 17, cy: 8, r: 1.7, class: 'logo-chaff' }),
    svg('circle', { cx: 23, cy: 13, r: 1.7, class: 'logo-chaff' }),
    svg('circle', { cx: 22, cy: 5, r: 1.7, class: 'logo-chaff' }),
  );
}
