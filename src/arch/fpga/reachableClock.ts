import { type FpgaDevice, type FpgaResources, resourceNames } from './fpgaDevice.ts';

/** Shares of the fullest resource between which the clock falls from `sparse_hz` to `full_hz`. */
const roomy = 0.4;
const crowded = 0.9;
/** Lost for each further die region that a core reaches into. */
const crossing = 0.1;

/**
 * Clock that a design reaches, in Hz: from `sparse_hz` at 40 % of the fullest resource in a straight line to `full_hz` at
 * 90 %, less a tenth for each border between die regions inside a core (one where whole cores don't fill the regions), never
 * above the slices' own limit. A rule of thumb
 * over the range that published designs reach on the device: an engineering estimate, unverified.
 */
export function reachableClock(
  { clock, regions, full_hz, sparse_hz, dsp_limit_hz, resources }: FpgaDevice,
  taken: Readonly<Partial<Record<string, number>>>,
  core: Readonly<Partial<FpgaResources>>,
  cores = 1,
): number {
  if (clock === 'given') return dsp_limit_hz;
  let fullest = 0;
  let regionsOfCore = 0;
  for (const name of resourceNames) {
    const has = resources[name];
    if (has === 0) continue;
    fullest = Math.max(fullest, (taken[name] ?? 0) / has);
    regionsOfCore = Math.max(regionsOfCore, ((core[name] ?? 0) * regions) / has);
  }
  const fit = regionsOfCore > 0 ? regions * Math.floor(1 / regionsOfCore) : cores;
  const spans = regionsOfCore > 1 ? Math.ceil(regionsOfCore) : cores > fit ? 2 : 1;
  const along = Math.min(1, Math.max(0, (fullest - roomy) / (crowded - roomy)));
  const borders = Math.min(regions, spans) - 1;
  const straight = sparse_hz + (full_hz - sparse_hz) * along;
  return Math.min(dsp_limit_hz, straight * (1 - crossing * borders));
}
