import type { SweepProgress } from '../../explore/run/sweepProgress.ts';
import type { Terminal } from './terminal.ts';
import { formatNumber } from './textTable.ts';

/** How a sweep shows where it stands, always on stderr. */
export interface ProgressView {
  update(progress: SweepProgress): void;
  end(): void;
}

/** Time between two drawings on a terminal, in ms. */
const redraw = 100;
const barWidth = 24;

/** Two lines that redraw on a terminal; a line each tenth otherwise; JSON lines for tools. */
export function progressView(
  kind: 'auto' | 'json' | 'none',
  terminal: Terminal,
  labelOf: (index: number) => string,
): ProgressView {
  if (kind === 'none') return { update() {}, end() {} };
  // The first point waits for the workers to start and says nothing of the rest.
  let first: { time: number; ran: number } | null = null;
  const facts = (p: SweepProgress): { rate: number; eta: number } => {
    const ran = p.done - p.reused;
    if (first === null && ran > 0) first = { time: Date.now(), ran };
    const seconds = first === null ? 0 : (Date.now() - first.time) / 1000;
    const rate = first === null || seconds === 0 ? 0 : (ran - first.ran) / seconds;
    return { rate, eta: rate > 0 ? (p.total - p.done) / rate : Number.NaN };
  };
  const failure = (p: SweepProgress): string | null =>
    p.failure?.outcome.status === 'failed'
      ? `point ${p.failure.index} failed (${p.failure.outcome.kind}): ${p.failure.outcome.reason.split('\n')[0]} [${labelOf(p.failure.index)}]`
      : null;

  if (kind === 'json') {
    let last = 0;
    let latest: SweepProgress | null = null;
    const print = (p: SweepProgress): void => {
      const { rate, eta } = facts(p);
      terminal.raw(
        `${JSON.stringify({
          phase: p.phase,
          done: p.done,
          total: p.total,
          reused: p.reused,
          failed: p.failed,
          infeasible: p.infeasible,
          points_per_s: rate,
          eta_s: Number.isFinite(eta) ? eta : null,
          best: p.best,
          ...(p.failure ? { failure: p.failure } : {}),
        })}\n`,
      );
    };
    return {
      update(p) {
        latest = p;
        if (Date.now() - last < 1000 && !p.failure) return;
        last = Date.now();
        print(p);
      },
      end: () => void (latest && print(latest)),
    };
  }

  const line = (p: SweepProgress): string => {
    const { rate, eta } = facts(p);
    return `${formatNumber(p.done)}/${formatNumber(p.total)} points  ${formatNumber(rate)} points/s  ${Number.isFinite(eta) ? `${duration(eta)} left` : ''}`;
  };
  const second = (p: SweepProgress): string =>
    [
      p.best
        ? `best ${p.best.objective} ${formatNumber(p.best.value)} (point ${p.best.index})`
        : 'no feasible design yet',
      `${p.failed} failed`,
      `${p.infeasible} infeasible`,
      ...(p.reused > 0 ? [`${p.reused} from the journal`] : []),
    ].join('  ');

  if (!terminal.interactive) {
    let tenth = -1;
    return {
      update(p) {
        const text = failure(p);
        if (text) terminal.note(text);
        const now = Math.floor((10 * p.done) / Math.max(1, p.total));
        if (now === tenth || p.done === 0) return;
        tenth = now;
        terminal.note(`${p.phase} ${line(p)}  ${second(p)}`);
      },
      end() {},
    };
  }

  let drawn = false;
  let last = 0;
  let latest: SweepProgress | null = null;
  const clear = (): string => (drawn ? '\u001b[1A\r\u001b[J' : '');
  const draw = (p: SweepProgress): void => {
    const full = Math.round((barWidth * p.done) / Math.max(1, p.total));
    const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
    const fit = (text: string): string => [...text].slice(0, Math.max(20, terminal.width - 1)).join('');
    terminal.raw(`${clear()}${fit(`${bar} ${p.phase}  ${line(p)}`)}\n${fit(second(p))}`);
    drawn = true;
  };
  return {
    update(p) {
      latest = p;
      const text = failure(p);
      if (text) {
        terminal.raw(`${clear()}${text}\n`);
        drawn = false;
      }
      if (Date.now() - last < redraw && !text) return;
      last = Date.now();
      draw(p);
    },
    end() {
      if (latest) draw(latest);
      if (drawn) terminal.raw('\n');
    },
  };
}

/** 75 → `1 m 15 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
}
