import { convolutionOutput } from '../../workload/convolutionOutput.ts';
import type { Convolution } from '../../workload/operations/convolution.ts';

/** The numbers of a convolution that address generation needs, worked out once. */
export interface ImageGeometry {
  readonly conv: Convolution;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Channels of one group. */
  readonly channels: number;
}

export function imageGeometry(conv: Convolution): ImageGeometry {
  const { out_height, out_width } = convolutionOutput(conv);
  return { conv, outHeight: out_height, outWidth: out_width, channels: conv.channels / conv.groups };
}
