/** Where a thread stands when its event comes. */
export const next = 0;
export const taken = 1;
export const rowIssued = 2;
export const rowRead = 3;
export const begin = 4;
export const beginIssued = 5;
export const nonzeroRead = 6;
export const pointersRead = 7;
export const element = 8;
export const loadIssued = 9;
export const loaded = 10;
export const probe = 11;
export const collided = 12;
export const added = 13;
export const scan = 14;
export const scanIssued = 15;
export const barrier = 16;
