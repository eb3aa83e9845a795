import type { PatternSpec } from './patternSpec.ts';

/** Whether an operand is dense by declaration: nothing to sample, nothing to skip. */
export const isDense = (spec: PatternSpec): boolean => spec.pattern === 'dense';
