/** Where a thread stands when its event comes; coreSteps.ts takes the last ones. */
export const next = 0;
export const taken = 1;
export const rowIssued = 2;
export const rowRead = 3;
export const begin = 4;
export const beginIssued = 5;
export const nonzeroRead = 6;
export const pointersRead = 7;
export const element = 8;
export const loaded = 9;
export const added = 10;
export const scan = 11;
export const barrier = 12;
export const scanIssued = 13;
export const loadIssued = 14;
export const probe = 15;
