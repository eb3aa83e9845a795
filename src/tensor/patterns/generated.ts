import * as z from 'zod';
import { concreteStatistics } from '../concreteStatistics.ts';
import { checkGenerator, generate } from '../generate.ts';
import { definePattern } from './definePattern.ts';

const params = z
  .looseObject({
    generator: z.string().meta({ description: 'Name of a generator: r-mat, uniform, banded, …' }),
    seed: z.int().min(0).max(4_294_967_295).default(1).meta({ description: 'Seed of the generator' }),
  })
  .superRefine((given, context) => {
    for (const { path, message } of checkGenerator(given))
      context.addIssue({ code: 'custom', path: [...path], message });
  });

/** Positions that a generator makes from its own seed: the same matrix in every point, layer and operand. */
export default definePattern({
  name: 'generated',
  description: 'A synthetic matrix: its generator, parameters and seed',
  params,
  fits(given, shape) {
    const { rows, cols } = generate(given);
    return (
      (rows === shape.rows && cols === shape.cols) ||
      `the generated matrix is ${rows} × ${cols}, the operand is ${shape.rows} × ${shape.cols}`
    );
  },
  positions: (given) => generate(given),
  statistics: (given) => concreteStatistics(generate(given)),
  sample: (given) => generate(given),
});
