import type { Technology } from '../arch/technology.ts';
import { exp2, log2 } from '../core/logarithm.ts';
import { areaFactors, energyPolynomials } from './data/scaling.gen.ts';
import { interpolate } from './piecewise.ts';

/** How a figure of one node is carried to another. */
export interface NodeScaling {
  readonly energy: number;
  readonly area: number;
  /** For Price.derivation; empty at the same node. */
  readonly derivation: string;
}

const smallest = 7;
const largest = 180;

type Family = 'hp' | 'lp';

/** log2 of the energy of the nominal supply, by log2 of the node. */
function energyCurve(family: Family): { readonly axis: number[]; readonly values: number[] } {
  const points = energyPolynomials
    .filter((p) => p.family === family || p.family === 'any')
    .map(({ node_nm, vdd, a2, a1, a0 }) => [log2(node_nm), log2((a2 * vdd + a1) * vdd + a0)] as const)
    .sort((a, b) => a[0] - b[0]);
  return { axis: points.map((p) => p[0]), values: points.map((p) => p[1]) };
}

const energyCurves = { hp: energyCurve('hp'), lp: energyCurve('lp') };
const areaPoints = [...areaFactors].sort((a, b) => a.node_nm - b.node_nm);
const areaCurve = {
  axis: areaPoints.map((p) => log2(p.node_nm)),
  values: areaPoints.map((p) => log2(p.factor)),
};

/**
 * Scaling of logic after Stillmaker & Baas (Integration 58, 2017): the ratio of both nodes at their nominal supplies,
 * within the design's family; ln(factor) linear in ln(node) between their nodes; below 7 nm energy by √(ratio) and area
 * by the ratio (rule of the Accelergy library plug-in). The supply is never varied, since the polynomials leave the
 * physical range quickly. null above 180 nm.
 */
export function nodeScaling(from_nm: number, technology: Technology): NodeScaling | null {
  const to_nm = technology.node_nm;
  if (to_nm === from_nm) return { energy: 1, area: 1, derivation: '' };
  if (to_nm > largest || from_nm > largest) return null;
  const family: Family = technology.device === 'itrs-hp' ? 'hp' : 'lp';
  const energyCurveOf = energyCurves[family];
  const at = (curve: typeof areaCurve, node: number): number =>
    interpolate(curve.axis, curve.values, log2(node));
  const below = Math.min(1, to_nm / smallest);
  const beneath = Math.min(1, from_nm / smallest);
  const energy = exp2(at(energyCurveOf, to_nm) - at(energyCurveOf, from_nm)) * Math.sqrt(below / beneath);
  const area = exp2(at(areaCurve, to_nm) - at(areaCurve, from_nm)) * (below / beneath);
  return {
    energy,
    area,
    derivation: `scaled from ${from_nm} to ${to_nm} nm after Stillmaker & Baas 2017 (${family.toUpperCase()}, nominal supplies): energy × ${energy.toPrecision(3)}, area × ${area.toPrecision(3)}`,
  };
}
