/** One digit of 1 bit of every element of a matrix, packed along its rows into words of 32 bits. */
export interface BitMatrix {
  readonly words: Uint32Array;
  /** Words of a row. */
  readonly pitch: number;
  /** Ones in each row. */
  readonly ones: Int32Array;
}

/** Bit `plane` of integers not below 0; `at` finds element `l` of row `i`. */
export function packBits(
  rows: number,
  length: number,
  plane: number,
  at: (i: number, l: number) => number,
): BitMatrix {
  const pitch = Math.ceil(length / 32);
  const words = new Uint32Array(rows * pitch);
  const ones = new Int32Array(rows);
  for (let i = 0; i < rows; i++)
    for (let l = 0; l < length; l++) {
      const bit = (at(i, l) >>> plane) & 1;
      words[i * pitch + (l >>> 5)]! |= bit << (l & 31);
      ones[i]! += bit;
    }
  return { words, pitch, ones };
}

/** Ones of a word. */
function countOnes(word: number): number {
  let x = word - ((word >>> 1) & 0x5555_5555);
  x = (x & 0x3333_3333) + ((x >>> 2) & 0x3333_3333);
  x = (x + (x >>> 4)) & 0x0f0f_0f0f;
  return Math.imul(x, 0x0101_0101) >>> 24;
}

/** What the matrix instruction sums for row i of one and row j of the other: positions where both have a one. */
export function commonOnes(left: BitMatrix, i: number, right: BitMatrix, j: number): number {
  let sum = 0;
  for (let w = 0; w < left.pitch; w++)
    sum += countOnes(left.words[i * left.pitch + w]! & right.words[j * right.pitch + w]!);
  return sum;
}
