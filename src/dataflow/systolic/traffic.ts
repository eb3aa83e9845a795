import type { Traffic } from '../execution.ts';
import { packedPasses } from './columnPasses.ts';
import type { SystolicHardware } from './hardware.ts';
import { spanOf, storedOf } from './kSpace.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import { storedValues } from './storedBits.ts';
import { type Tiling, tileBytesA, tileBytesB, tileBytesOut } from './tiling.ts';

