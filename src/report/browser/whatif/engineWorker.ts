import * as z from 'zod';
import { type Diagnostic, DiagnosticError } from '../../../core/diagnostic.ts';
import { evaluate } from '../../../engine/evaluate.ts';
import type { PointSpec } from '../../../engine/point.ts';
import type { PointResult } from '../../../engine/pointResult.ts';

/** A point to run; answers carry its number. */
export interface EngineQuestion {
  readonly number: number;
  readonly point: PointSpec;
}

export type EngineAnswer =
  | { readonly number: number; readonly result: PointResult }
  | { readonly number: number; readonly refused: readonly Diagnostic[] }
  | { readonly number: number; readonly failed: string };

// The page's policy forbids code from text, which zod would otherwise try to make.
z.config({ jitless: true });

self.addEventListener('message', ({ data }: MessageEvent<EngineQuestion>) => {
  self.postMessage(answer(data));
});

function answer({ number, point }: EngineQuestion): EngineAnswer {
  try {
    return { number, result: evaluate(point) };
  } catch (error) {
    if (error instanceof DiagnosticError) return { number, refused: error.diagnostics };
    return { number, failed: error instanceof Error ? error.message : String(error) };
  }
}
