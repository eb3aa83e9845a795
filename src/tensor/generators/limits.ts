import * as z from 'zod';

/** Rows or columns of a generated matrix: 2^26 row pointers are 256 MiB. */
export const side = z.int().min(1).max(67_108_864);

/** Non-zeros of a generated matrix: 2^26 take 256 MiB, and as much again while they are made. */
export const mostNonzeros = 67_108_864;
export const nonzeros = z.int().min(0).max(mostNonzeros);
