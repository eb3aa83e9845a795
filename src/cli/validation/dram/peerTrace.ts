import type { DramParams } from '../../../arch/dram/dramParams.ts';
import type { Trace } from '../../../arch/dram/replay.ts';
import { DiagnosticError } from '../../../core/diagnostic.ts';

type Row = Readonly<Record<string, string>>;

const mask64 = (1n << 64n) - 1n;

/** splitmix64 in counter mode (Steele, Lea, Flood, OOPSLA 2014). */
export function splitmix64(x: bigint): bigint {
  let z = (x + 0x9e3779b97f4a7c15n) & mask64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64;
  return z ^ (z >> 31n);
}

const writeSeed = 11259408778125n;

/** Builds the request stream from the row's `address_formula`: addresses in requests, not bytes. */
export function peerTrace(row: Row, params: DramParams): Trace {
  const formula = row['address_formula'] ?? '';
  const n = Number(row['n_requests']);
  const footprint = Number(row['footprint_requests_F']);
  const bytes = params.organization.request_bytes;
  const addresses = new Float64Array(n);
  const stated = (name: string) => {
    const found = formula.match(new RegExp(`\\b${name}=(?:[a-z ]+=)?(\\d+)`));
    if (found === null) unknown(row, formula);
    return Number(found[1]);
  };
  const random = (x: number, modulus: number) => Number(splitmix64(BigInt(1 + x)) % BigInt(modulus));
  const writes = writesOf(formula, n);
  if (/o<c: READ/.test(formula)) {
    const c = stated('c');
    const copies = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const j = Math.floor(i / (2 * c));
      const o = i % (2 * c);
      copies[i] = o < c ? 0 : 1;
      addresses[i] = o < c ? (j * c + o) % footprint : footprint + ((j * c + o - c) % footprint);
    }
    return { addresses, writes: copies };
  }
  if (/j=floor\(i\/c\)/.test(formula)) {
    const c = stated('c');
    const chunks = Math.floor(footprint / c);
    for (let i = 0; i < n; i++) addresses[i] = random(Math.floor(i / c), chunks) * c + (i % c);
  } else if (/splitmix64\(1\+i\) mod F/.test(formula)) {
    for (let i = 0; i < n; i++) addresses[i] = random(i, footprint);
  } else if (/\(i mod 2\)\*RS/.test(formula)) {
    const rowStride = stated('RS') / bytes;
    const columnStride = /\*CS/.test(formula) ? stated('CS') / bytes : 1;
    const period = Number(formula.match(/floor\(i\/2\) mod (\d+)/)?.[1] ?? 32);
    for (let i = 0; i < n; i++)
      addresses[i] = (i % 2) * rowStride + (Math.floor(i / 2) % period) * columnStride;
  } else if (/\(i\*RS\) mod/.test(formula)) {
    const stride = stated('RS') / bytes;
    for (let i = 0; i < n; i++) addresses[i] = (i * stride) % footprint;
  } else {
    const step = formula.match(/addr\(i\)=\(+i(?:\*(\d+))?\)? mod F\)\*S/);
    if (step === null) unknown(row, formula);
    const k = Number(step[1] ?? 1);
    for (let i = 0; i < n; i++) addresses[i] = (i * k) % footprint;
  }
  return { addresses, writes };
}

function writesOf(formula: string, n: number): Uint8Array | null {
  if (/all writes/.test(formula)) return new Uint8Array(n).fill(1);
  const mix = formula.match(/WRITE iff splitmix64\((\d+)\+i\) mod (\d+) < (\d+)/);
  if (mix === null) return null;
  const seed = BigInt(mix[1] ?? writeSeed);
  const modulus = BigInt(mix[2] ?? 3);
  const below = BigInt(mix[3] ?? 1);
  return Uint8Array.from({ length: n }, (_, i) => (splitmix64(seed + BigInt(i)) % modulus < below ? 1 : 0));
}

function unknown(row: Row, formula: string): never {
  throw new DiagnosticError([
    {
      code: 'WIN-DRM-002',
      severity: 'error',
      message: `row ${row['row_id']}: no generator for address_formula '${formula}'`,
      hint: 'sequential, strided, random, chunked, copy, ping-pong and row-walk formulas are known',
    },
  ]);
}
