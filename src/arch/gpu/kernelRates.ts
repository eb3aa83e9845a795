import * as z from 'zod';

const positive = z.number().positive();
const time = z.number().min(0);

/** What the libraries' kernels reach on a device, three numbers each at most: fitted to silicon where it was there. */
export const kernelRates = z.strictObject({
  attention: z
    .strictObject({
      softmax_elements_per_cycle: positive.meta({
        description: 'Exponentials with scaling, maxima and sums',
        unit: 'scores/clk/SM',
      }),
      cta_us: time.meta({ description: 'Prologue and epilogue of a CTA, not overlapped', unit: 'us' }),
      stream_share: positive
        .max(1)
        .meta({ description: 'Share of the memory bandwidth that decode reaches' }),
    })
    .meta({ description: 'Fused attention, dense and causal, and decode over a KV cache' }),
  block_attention: z
    .strictObject({
      softmax_elements_per_cycle: positive.meta({
        description: 'Exponentials with scaling, maxima and sums',
        unit: 'scores/clk/SM',
      }),
      cta_us: time.meta({ description: 'Prologue and epilogue of a CTA, not overlapped', unit: 'us' }),
      lookup_us: time.meta({
        description: 'Finding the next block of the list, not overlapped',
        unit: 'us',
      }),
    })
    .meta({ description: 'Fused attention over lists of blocks' }),
  block_gemm: z
    .strictObject({
      cycles_per_line: positive.meta({
        description: 'One 128 B line of a block through the load path of an SM',
        unit: 'clk',
      }),
      load_latency_cycles: time.meta({
        description: 'Latency of a block, not overlapped in a CTA',
        unit: 'clk',
      }),
      cta_us: time.meta({ description: 'Prologue and epilogue of a CTA', unit: 'us' }),
    })
    .meta({ description: 'Products of block-sparse weights' }),
  csr: z
    .strictObject({
      launch_us: time.meta({ description: 'Launch and partition of the rows', unit: 'us' }),
      cycles_per_nonzero: time.meta({
        description: 'One non-zero of the weights for up to 128 columns, whatever their number',
        unit: 'clk·SM',
      }),
      cycles_per_column: time.meta({
        description: 'What each of the columns adds to that',
        unit: 'clk·SM',
      }),
    })
    .meta({ description: 'Products of unstructured weights on the CUDA cores' }),
  grouped: z
    .strictObject({
      launch_us: time.meta({ description: 'Beyond the launch of a plain product: descriptors', unit: 'us' }),
      hbm_efficiency: positive.max(1).meta({ description: 'Share of the memory bandwidth' }),
      overrun_rows_per_cycle: positive.meta({
        description: 'Rows beyond a group that all load engines together answer',
        unit: 'rows/clk',
      }),
      cooperative_share: positive.max(1).meta({
        description: 'Share of the tensor rate that two warpgroups on one tile reach',
      }),
    })
    .meta({ description: 'Grouped products' }),
  elementwise: z
    .strictObject({
      launch_us: time.meta({ description: 'Launch and drain', unit: 'us' }),
      row_us: time.meta({
        description: 'Passes over one row that is reduced before it is written (softmax, norms)',
        unit: 'us·SM',
      }),
      sum_us: time.meta({ description: 'Joining the parts of rows fewer than SMs', unit: 'us' }),
    })
    .meta({ description: 'Operations bound by memory' }),
});

export type KernelRates = z.output<typeof kernelRates>;
