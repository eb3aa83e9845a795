import * as z from 'zod';
import { families } from './families/registry.gen.ts';

type Schema = (typeof families)[number]['schema'];

/** A file of `configs/workload/`: the dimensions of one network, told apart by `family`. */
export const modelDefinition = z
  .discriminatedUnion('family', families.map((family) => family.schema) as [Schema, ...Schema[]])
  .meta({ description: 'A network of the zoo: its dimensions and their source' });
