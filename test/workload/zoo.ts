import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { WorkloadSpec } from '../../src/workload/workloadSpec.ts';
import { repositoryRoot } from '../harness.ts';

const folder = new URL('configs/workload/', repositoryRoot);

/** Names of the zoo. */
export const zooNames = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort();

export const zooText = (name: string): string => readFileSync(new URL(`${name}.yaml`, folder), 'utf8');

/** A model's definition as the loader inlines it. */
export const zooDefinition = (name: string): NonNullable<WorkloadSpec['definition']> => parse(zooText(name));
