/** A product as a kernel sees it: tokens × inputs times weights of outputs × inputs. */
export interface GemmShape {
  /** Independent products, one after another in the same grid. */
  readonly batch: number;
  /** Tokens. */
  readonly m: number;
  /** Outputs. */
  readonly n: number;
  /** Inputs. */
  readonly k: number;
  readonly format: 'f16' | 'f8' | 'i8';
  /** Bytes of one output element. */
  readonly output_bytes: number;
  /** Whether the weights are 2:4 and run on the sparse tensor core. */
  readonly sparse: boolean;
  /** Whether the operands lie in L2 when the kernel starts. */
  readonly warm: boolean;
}

/** Bytes of an operand element: 2 for fp16 and bf16, 1 for fp8 and int8. */
export const elementBytes = (format: GemmShape['format']): number => (format === 'f16' ? 2 : 1);

/** Bytes of a logical weight: 2:4 keeps half of the values and 2 bits for each kept one (1 bit a logical weight). */
export const weightBytes = ({ format, sparse }: GemmShape): number =>
  sparse ? elementBytes(format) / 2 + 1 / 8 : elementBytes(format);
