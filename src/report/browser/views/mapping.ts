import type { LayerResult } from '../../../engine/pointResult.ts';
import { formatExact, formatShare } from '../../quantity.ts';
import { choiceOf, choiceSelect } from '../choice.ts';
import { copyText } from '../copyText.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { button, html } from '../dom.ts';
import { accessTable, capacityBar, loopLines } from '../mapping/levelRows.ts';
import { yamlText } from '../mapping/yamlText.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

const id = 'mapping';

/** How a layer is mapped: its loops level by level with what each level holds and moves, and the file that repeats it. */
export default defineView({
  id,
  title: 'Mapping',
  tab: 'design',
  place: 'wide',
  order: 3.5,
  needs: (report) => report.detailRows.length > 0,
  ready: (context) => (pinnedResult(context)?.layers.length ?? 0) > 0,
  render,
  table,
  summarise,
});

/** The chosen layer; the one with most cycles unless chosen. */
function layerOf(context: ViewContext): LayerResult | null {
  const layers = pinnedResult(context)?.layers ?? [];
  const cost = (l: LayerResult): number => l.count * l.execution.cycles;
  const order = [...layers].sort((a, b) => cost(b) - cost(a));
  if (order.length === 0) return null;
  const name = choiceOf(
    context,
    id,
    'layer',
    order.map((l) => l.name),
  );
  return order.find((l) => l.name === name) ?? null;
}

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const layer = choiceSelect(context, id, 'layer', 'Layer');
  host.tools.append(layer.element);
  return {
    update(changed) {
      if (!['pinned', 'choices', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      const chosen = layerOf(context);
      if (chosen === null) return;
      const layers = pinnedResult(context)!.layers;
      layer.sync(
        layers.map((l) => [l.name, l.name]),
        chosen.name,
      );
      const { levels = [] } = chosen.execution;
      host.body.replaceChildren(
        html('p', { class: 'muted' }, `${chosen.shape}. ${sentence(chosen)}`),
        ...(levels.length > 0 ? [nest(chosen)] : []),
        ...(Object.keys(Object(chosen.mapping)).length > 0
          ? [file(context, chosen, levels.length === 0)]
          : []),
      );
    },
  };
}

function nest({ execution }: LayerResult): HTMLElement {
  const levels = execution.levels ?? [];
  const most = Math.max(1, ...levels.flatMap((l) => l.tensors.map((t) => t.reads + t.fills + t.updates)));
  const list = html('ol', { class: 'nest' });
  const slowest = execution.cycles > (execution.breakdown['compute'] ?? 0);
  let depth = 0;
  for (const level of levels) {
    const loops = loopLines(level, depth);
    depth = loops.depth;
    const words = [
      level.instances > 1
        ? `${level.used_instances} of ${level.instances} used (${formatShare(level.used_instances / level.instances)})`
        : '',
      slowest && level.cycles >= execution.cycles ? 'sets the pace' : '',
    ].filter(Boolean);
    list.append(
      html(
        'li',
        { class: 'nest-level' },
        html(
          'div',
          { class: 'nest-loops' },
          html('p', {}, html('b', {}, level.level), html('span', { class: 'muted' }, ` ${words.join(', ')}`)),
          loops.lines.length > 0
            ? html('ul', {}, ...loops.lines)
            : html('p', { class: 'muted no-loops' }, 'no loops of its own'),
        ),
        html(
          'div',
          { class: 'nest-facts' },
          capacityBar(level),
          level.tensors.length > 0
            ? accessTable(level, most)
            : html('p', { class: 'muted' }, 'keeps nothing: all operands pass by'),
        ),
      ),
    );
  }
  return list;
}

/** The mapping as a file that `winnow run --mapping` takes. */
function file(context: ViewContext, layer: LayerResult, open: boolean): HTMLElement {
  const result = pinnedResult(context)!;
  const text = `${yamlText({
    kind: 'mapping',
    version: 1,
    dataflow: result.dataflow,
    layers: [{ layer: layer.name, mapping: layer.mapping }],
  })}\n`;
  const details = html(
    'details',
    { open },
    html('summary', {}, 'mapping.yaml of this layer'),
    button('Copy', { class: 'quiet', 'aria-label': 'Copy the mapping of this layer' }, () => {
      copyText(text).then((done) => context.announce(done ? 'Mapping copied.' : 'It could not be copied.'));
    }),
    html('pre', { class: 'source', tabindex: 0 }, text),
  );
  return details;
}

function sentence({ execution, count, mapping_candidates: candidates }: LayerResult): string {
  const { levels = [], utilisation } = execution;
  const used = utilisation['mapping'] ?? utilisation['array'] ?? 0;
  const held = [...levels]
    .filter((l) => l.capacity_words !== null && l.tensors.length > 0)
    .map((l) => ({ l, share: l.tensors.reduce((n, t) => n + t.tile_words, 0) / l.capacity_words! }))
    .sort((a, b) => b.share - a.share);
  return [
    `Chosen from ${formatExact(candidates, '')} ${candidates === 1 ? 'mapping' : 'mappings'}; the units in use are ${formatShare(used)} of all.`,
    ...(held.length > 0
      ? [`Fullest is ${held[0]!.l.level} with ${formatShare(held[0]!.share)} of its capacity.`]
      : []),
    ...(count > 1 ? [`Counts are of one of its ${count} runs.`] : []),
  ].join(' ');
}

function table(context: ViewContext): TableData {
  const layers = pinnedResult(context)?.layers ?? [];
  const nested = layers.some((l) => (l.execution.levels ?? []).length > 0);
  if (!nested)
    return {
      caption: 'Mapping of each layer',
      columns: [
        { label: 'Layer', numeric: false },
        { label: 'Mapping', numeric: false },
      ],
      rows: layers.map((l) => [l.name, yamlText(l.mapping).replaceAll('\n', '; ')]),
    };
  const loops = (list: readonly (readonly [string, number])[]): string =>
    list.map(([d, f]) => `${d}${f}`).join(' ');
  return {
    caption: 'Loops and accesses in words, level by level; one execution of each layer',
    columns: [
      'Layer',
      'Level',
      'Loops',
      'Over y',
      'Over x',
      'Used',
      'Operand',
      'Tile',
      'Reads',
      'Fills',
      'Updates',
      'Left out',
    ].map((label, i) => ({ label, numeric: i === 5 || i > 6 })),
    rows: layers.flatMap((l) =>
      (l.execution.levels ?? []).flatMap((level) =>
        level.tensors.map((t) => [
          l.name,
          level.level,
          loops(level.temporal),
          loops(level.spatial_y),
          loops(level.spatial_x),
          level.used_instances,
          t.tensor,
          t.tile_words,
          t.reads,
          t.fills,
          t.updates,
          t.gated + t.skipped,
        ]),
      ),
    ),
  };
}

function summarise(context: ViewContext): string {
  const layer = layerOf(context);
  return layer === null
    ? 'No layers are stored for this point.'
    : `Mapping of ${layer.name}: ${sentence(layer)}`;
}
