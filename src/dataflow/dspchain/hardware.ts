import * as z from 'zod';
import { fpgaDevice } from '../../arch/fpga/fpgaDevice.ts';

const size = z.int().min(1).max(65_536);
const share = z.number().positive().max(1);

const engine = z
  .strictObject({
    depth: z.int().min(2).max(256).meta({ description: 'Multiplications of a DSP chain in one cycle (K)' }),
    mm_columns: size.meta({ description: 'Outputs along N in one cycle, matrix mode' }),
    mm_rows: size.meta({ description: 'Outputs along M in one cycle, matrix mode' }),
    mv_columns: size.meta({ description: 'Outputs along N in one cycle, vector mode (M is 1)' }),
    mm_group: size.meta({ description: 'Columns of one matrix instruction' }),
    mv_group: size.meta({ description: 'Columns of one vector instruction: matrices are padded to it' }),
    macs_per_dsp: z.int().min(1).max(3).meta({ description: 'INT8 multiplications packed into a DSP slice' }),
    sparse: z
      .boolean()
      .meta({ description: 'Operand multiplexer and reduction nodes: n:m and empty blocks are skipped' }),
  })
  .superRefine(({ mm_columns, mm_rows, mv_columns, mm_group, mv_group }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (mv_columns > mm_columns * mm_rows)
      wrong(
        'mv_columns',
        'vector mode re-tiles the multipliers of matrix mode: at most mm_columns × mm_rows',
      );
    if (mm_group % mm_columns !== 0) wrong('mm_group', 'must be a multiple of mm_columns');
    if (mv_group % mv_columns !== 0) wrong('mv_group', 'must be a multiple of mv_columns');
  });

const instructions = z.strictObject({
  decode_bucket: size.meta({ description: 'Lengths of decode that share a stream', unit: 'tokens' }),
  prefill_bucket: size.meta({ description: 'Lengths of prompts that share a stream', unit: 'tokens' }),
  max_tokens: size.meta({ description: 'Length up to which streams are kept ready', unit: 'tokens' }),
  streams: z
    .enum(['shared', 'core'])
    .meta({ description: 'shared: one stream for all cores; core: one each' }),
  fetch: z.enum(['ahead', 'first']).meta({
    description:
      'ahead: a layer’s instructions come while the one before runs; first: the layer waits for them',
  }),
  bandwidth_bytes_per_s: z
    .number()
    .positive()
    .meta({ description: 'Rate at which streams come from their memory, all cores’ together', unit: 'B/s' }),
  capacity_bytes: z.number().min(0).meta({
    description: 'Memory of their own; 0: they lie with the weights',
    unit: 'B',
  }),
});

/** Parameters of a DSP-chain accelerator on an FPGA (FlightLLM, FPGA 2024, section 3; names after its artifact). */
export const dspChainHardware = z
  .strictObject({
    fpga: fpgaDevice,
    cores: z
      .int()
      .min(1)
      .max(64)
      .meta({ description: 'Cores that share out each layer, one a die region (SLR)' }),
    core_efficiency: share.meta({ description: 'Share of the cores’ sum that a layer gets', unit: '1' }),
    block: z.int().min(1).max(256).meta({ description: 'Side of a weight block with one n:m each' }),
    engine,
    special: z.strictObject({
      lanes: size.meta({ description: 'Elements that the special-function unit takes in one cycle' }),
      fused_rows: size.meta({ description: 'Rows it takes at once behind a matrix instruction' }),
    }),
    buffers: z.strictObject({
      a_depth: size.meta({ description: 'Words of a bank of buffer A', unit: 'words' }),
      a_banks: size.meta({ description: 'Banks of buffer A for each memory channel, matrix mode' }),
      a_mv_banks: size.meta({ description: 'Banks of buffer A for each memory channel, vector mode' }),
      b_depth: size.meta({ description: 'Words of buffer B', unit: 'words' }),
      global_depth: size.meta({ description: 'Words of a bank of the global buffer', unit: 'words' }),
      index_depth: size.meta({ description: 'Words of the index buffer', unit: 'words' }),
    }),
    memory: z.strictObject({
      kind: z.string().meta({ description: 'Row of the DRAM energy table' }),
      channels: z.int().min(1).max(1024).meta({ description: 'Channels of the device' }),
      bandwidth_bytes_per_s: z.number().positive().meta({ description: 'All channels', unit: 'B/s' }),
      channels_per_core: z
        .int()
        .min(1)
        .max(256)
        .meta({ description: 'Channels that a core reads side by side' }),
      capacity_bytes: z.number().positive().meta({
        description: 'Weights and caches, and instructions that have no memory of their own, must fit it',
        unit: 'B',
      }),
      same_channel_efficiency: share.meta({ description: 'Of a channel, from its own port', unit: '1' }),
      cross_channel_efficiency: share.meta({ description: 'Of a channel, through the crossbar', unit: '1' }),
    }),
    dequantiser_bits: z.array(z.int().min(1).max(7)).max(7).meta({
      description: 'Widths of weights that the channels’ ports widen to INT8; 8 bits need none',
      unit: 'bits',
    }),
    index_channels: z.int().min(0).max(256).meta({
      description:
        'Channels that indices and block maps of sparse weights come through; 0: they are not moved',
    }),
    activations: z.enum(['memory', 'chip']).meta({
      description:
        'memory: each layer reads its input and writes its output; chip: vectors stay in the buffers',
    }),
    instructions,
    kv_append: z.enum(['reload', 'in-place']).meta({
      description: 'reload: appending to the key and value cache reads the whole cache once more',
    }),
  })
  .superRefine(({ block, engine }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['engine', path], message });
    for (const group of ['mm_group', 'mv_group'] as const)
      if (engine[group] % block !== 0) wrong(group, `must be a multiple of block (${block})`);
    for (const columns of ['mm_columns', 'mv_columns'] as const)
      if ((engine[columns] * engine.depth) % block !== 0)
        wrong(columns, `with a depth of ${engine.depth}: must hold whole slots of block (${block})`);
  });

export type DspChainHardware = z.output<typeof dspChainHardware>;
