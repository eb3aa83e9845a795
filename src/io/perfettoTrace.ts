import type { LayerTimeline } from '../engine/timelines.ts';

/** What was written. */
export interface TraceSize {
  readonly layers: number;
  readonly events: number;
}

/** Microseconds, to the picosecond. */
const micro = (seconds: number): number => Math.round(seconds * 1e12) / 1e6;

/**
 * Chrome's trace-event format, which Perfetto and chrome://tracing open: one thread for layers and one for each track, a
 * complete event for each piece of work. Layers follow one another, each once. Hands pieces of text to `write`.
 */
export function perfettoTrace(
  title: string,
  clock_hz: number,
  layers: Iterable<LayerTimeline>,
  write: (text: string) => void,
): TraceSize {
  let offset = 0;
  let events = 0;
  let drawn = 0;
  let pieces: string[] = [];
  const named = new Set<number>();
  const event = (fields: object): void => {
    pieces.push(JSON.stringify(fields));
    if (pieces.length >= 4096) flush('');
  };
  let separator = '{"displayTimeUnit":"ns","traceEvents":[\n';
  const flush = (tail: string): void => {
    write(separator + pieces.join(',\n') + tail);
    separator = ',\n';
    pieces = [];
  };
  const name = (what: string, tid: number, value: string): void =>
    event({ name: what, ph: 'M', pid: 1, tid, args: { name: value } });
  name('process_name', 0, title);
  name('thread_name', 0, 'layers');
  for (const { name: layer, count, timeline } of layers) {
    const { tracks, track, start, duration, end } = timeline;
    const at = (cycle: number): number => micro((offset + cycle) / clock_hz);
    const span = { ts: at(0), dur: micro(end / clock_hz) };
    event({ name: layer, ph: 'X', pid: 1, tid: 0, ...span, args: { count, cycles: end } });
    for (let i = 0; i < track.length; i++) {
      const tid = track[i]! + 1;
      const label = tracks[track[i]!]!;
      if (!named.has(tid)) {
        named.add(tid);
        name('thread_name', tid, label);
      }
      if (duration[i] === 0) continue;
      event({ name: label, ph: 'X', pid: 1, tid, ts: at(start[i]!), dur: micro(duration[i]! / clock_hz) });
      events++;
    }
    offset += end;
    drawn++;
  }
  flush('\n]}\n');
  return { layers: drawn, events };
}
