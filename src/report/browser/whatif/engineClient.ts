import type { PointSpec } from '../../../engine/point.ts';
import { readData } from '../readData.ts';
import type { EngineAnswer, EngineQuestion } from './engineWorker.ts';

export interface EngineClient {
  /** Runs a point; null where a later one has been asked for meanwhile. */
  run(point: PointSpec): Promise<EngineAnswer | null>;
}

/**
 * The engine in a worker, started with the first question. A question that comes while another runs ends that one: the
 * worker is stopped and a new one started, so that dragging a slider never queues.
 */
export function engineClient(): EngineClient {
  let program: Promise<string> | null = null;
  let worker: Worker | null = null;
  let busy = false;
  let last = 0;
  const start = async (): Promise<Worker> => {
    program ??= readData('engine').then((bytes) =>
      URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'text/javascript' })),
    );
    return new Worker(await program);
  };
  return {
    async run(point) {
      last += 1;
      const number = last;
      if (busy) {
        worker?.terminate();
        worker = null;
      }
      busy = true;
      const mine = worker ?? (await start());
      if (number !== last) {
        if (mine !== worker) mine.terminate();
        return null;
      }
      worker = mine;
      return new Promise<EngineAnswer | null>((resolve, reject) => {
        mine.onmessage = ({ data }: MessageEvent<EngineAnswer>) => {
          if (data.number !== last) return resolve(null);
          busy = false;
          resolve(data);
        };
        mine.onerror = (event) => {
          event.preventDefault();
          busy = false;
          worker = null;
          reject(new Error(event.message || 'the engine did not start'));
        };
        mine.postMessage({ number, point } satisfies EngineQuestion);
      });
    },
  };
}
