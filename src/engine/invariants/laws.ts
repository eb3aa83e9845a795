import { actionLaw } from './actionLaw.ts';
import { boundLaw } from './boundLaw.ts';
import { breakdownLaw } from './breakdownLaw.ts';
import { compulsoryLaw } from './compulsoryLaw.ts';
import { countLaw } from './countLaw.ts';
import type { Law } from './law.ts';
import { macLaw } from './macLaw.ts';
import { utilisationLaw } from './utilisationLaw.ts';

/** Every law of a layer, in the order they are checked: numbers first, so that later ones may compute with them. */
export const laws: readonly Law[] = [
  countLaw,
  breakdownLaw,
  macLaw,
  boundLaw,
  compulsoryLaw,
  utilisationLaw,
  actionLaw,
];
