import type { Fidelity, PointSpec } from '../../../engine/point.ts';
import type { PointResult } from '../../../engine/pointResult.ts';
import { verdict } from '../../verdict.ts';
import { copyText } from '../copyText.ts';
import { breakdownBar } from '../design/breakdownBar.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { button, html, select } from '../dom.ts';
import { yamlText } from '../mapping/yamlText.ts';
import { pointName } from '../pointWords.ts';
import { tableElement } from '../tableElement.ts';
import { type EngineClient, engineClient } from '../whatif/engineClient.ts';
import type { EngineAnswer } from '../whatif/engineWorker.ts';
import { outcomeLines, outcomeTable } from '../whatif/outcomeTable.ts';
import { parameterInput } from '../whatif/parameterInput.ts';
import { type Parameter, parametersOf, withValue } from '../whatif/parameters.ts';
import { defineView, type ViewContext, type ViewHost, type ViewInstance } from './defineView.ts';

/** The engine itself, in this page: change a parameter of the pinned design and it runs again. */
export default defineView({
  id: 'what-if',
  title: 'What if',
  tab: 'whatif',
  place: 'wide',
  order: 0,
  needs: (report) => Array.from(report.detailRows).some((row) => report.spec(row) !== null),
  render,
  table: null,
  summarise: (context) =>
    context.store.state.pinned === null
      ? 'No design is pinned.'
      : `Parameters of ${pointName(context, context.store.state.pinned)}, which run again when they are changed.`,
});

/** Milliseconds after the last keystroke. */
const pause = 150;

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const engine = engineClient();
  let shown: number | null | undefined;
  return {
    update() {
      const { pinned } = context.store.state;
      if (pinned === shown) return;
      shown = pinned;
      const before = pinnedResult(context);
      const spec = pinned === null ? null : context.report.spec(pinned);
      host.tools.replaceChildren();
      if (before !== null && spec !== null) bench(host, context, engine, before, spec);
      else
        host.body.replaceChildren(
          html(
            'p',
            { class: 'muted' },
            pinned === null
              ? 'No design is pinned. Pin one in Explore: click a point of the plot or a row of the table.'
              : 'This file does not hold what the pinned design was made from. Those on the front have it.',
          ),
        );
    },
  };
}

function bench(
  { body, tools }: ViewHost,
  context: ViewContext,
  engine: EngineClient,
  before: PointResult,
  original: PointSpec,
): void {
  let spec = original;
  let waiting = 0;
  const outcome = html('div', { class: 'what-if-outcome' });
  const state = html('p', { class: 'note', role: 'status' });
  const run = async (): Promise<void> => {
    state.textContent = 'The engine runs …';
    try {
      const answer = await engine.run(spec);
      if (answer === null) return;
      state.textContent = spec === original ? 'Nothing is changed.' : '';
      outcome.replaceChildren(...describe(context, before, answer));
    } catch (error) {
      state.textContent = `The engine could not be started: ${(error as Error).message}`;
    }
  };
  const soon = (next: PointSpec): void => {
    spec = next;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(run, pause);
  };
  const parameters = parametersOf(original.architecture, context.report.axes);
  const inputs = parameters.map((parameter) => {
    const input = parameterInput(parameter, (value) =>
      soon({ ...spec, architecture: withValue(spec.architecture, parameter.path, value) }),
    );
    input.set(parameter.value);
    return { parameter, input };
  });
  const fidelity = select(
    'Run',
    [
      {
        label: '',
        options: [
          ['estimate', 'estimate'],
          ['cycle', 'cycle by cycle'],
        ],
      },
    ],
    (value) => soon({ ...spec, fidelity: value as Fidelity }),
  );
  fidelity.set(original.fidelity);
  const reset = button('Reset', { class: 'quiet' }, () => {
    for (const { parameter, input } of inputs) input.set(parameter.value);
    fidelity.set(original.fidelity);
    soon(original);
  });
  const copy = button('Copy as a sweep', { class: 'quiet' }, () => {
    copyText(asSweep(spec)).then((done) =>
      context.announce(done ? 'Copied: save it as a file for winnow run.' : 'It could not be copied.'),
    );
  });
  tools.append(fidelity.element, reset, copy);
  const group = (list: readonly { parameter: Parameter; input: { element: HTMLElement } }[]): HTMLElement =>
    html('div', { class: 'what-if-inputs' }, ...list.map(({ input }) => input.element));
  const swept = inputs.filter(({ parameter }) => parameter.swept.length > 0);
  const others = inputs.filter(({ parameter }) => parameter.swept.length === 0);
  body.replaceChildren(
    html('p', { class: 'pane-title' }, html('strong', {}, pointName(context, context.store.state.pinned!))),
    group(swept),
    html(
      'details',
      swept.length === 0 ? { open: true } : {},
      html('summary', {}, `${swept.length === 0 ? 'All' : 'Other'} parameters (${others.length})`),
      ...[...new Set(others.map(({ parameter }) => parameter.group))].map((name) =>
        html(
          'fieldset',
          { class: 'what-if-part' },
          html('legend', {}, name === '' ? 'The whole' : name),
          group(others.filter(({ parameter }) => parameter.group === name)),
        ),
      ),
    ),
    state,
    outcome,
  );
  run();
}

function describe(context: ViewContext, before: PointResult, answer: EngineAnswer): Node[] {
  if ('refused' in answer) {
    const list = html('ul', { class: 'sentences' });
    for (const { code, message, hint, path } of answer.refused) {
      const where = path === undefined ? '' : ` at ${path.join('.')}`;
      list.append(
        html(
          'li',
          {},
          html('code', {}, code),
          ` ${message}${where}${hint === undefined ? '' : ` (${hint})`}`,
        ),
      );
    }
    return [html('p', { class: 'headline' }, 'No such design'), list];
  }
  if ('failed' in answer) return [html('p', { class: 'headline' }, `The engine failed: ${answer.failed}`)];
  const { result } = answer;
  return [
    html('p', { class: 'headline' }, verdict(result).headline),
    html('p', { class: 'muted' }, 'Cycles by reason, pinned'),
    breakdownBar(context, before.breakdown, 'Cycles of the pinned design by reason'),
    html('p', { class: 'muted' }, 'With the changes'),
    breakdownBar(context, result.breakdown, 'Cycles with the changes by reason'),
    tableElement(outcomeTable(outcomeLines(context, before, result))),
  ];
}

/** A sweep of this one design, for `winnow run`. */
function asSweep({ architecture, workload, fidelity, seed, mapping }: PointSpec): string {
  const { fixed, ...search } = mapping;
  const sweep = {
    kind: 'sweep',
    version: 1,
    name: 'what-if',
    seed,
    fidelity,
    workloads: [workload],
    architectures: [architecture],
    mapping: search,
  };
  const note = Object.keys(fixed).length === 0 ? '' : '# without the mapping file: give it by --mapping\n';
  return `${note}${yamlText(sweep)}\n`;
}
