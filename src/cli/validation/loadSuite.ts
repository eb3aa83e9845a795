import { named } from '../named.ts';
import type { Suite } from './defineSuite.ts';
import { suites } from './registry.gen.ts';

/** The suite of a name; only the module that holds it is loaded where the file has the suite's name. */
export async function loadSuite(name: string): Promise<Suite> {
  const direct = Object.hasOwn(suites, name) ? (await suites[name]!()).default : undefined;
  return direct?.name === name ? direct : named('suite', await allSuites(), name);
}

export async function allSuites(): Promise<Suite[]> {
  const loaded = await Promise.all(Object.values(suites).map(async (load) => (await load()).default));
  return loaded.sort((a, b) => (a.name < b.name ? -1 : 1));
}
