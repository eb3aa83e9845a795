import * as z from 'zod';
import { constraintSchema } from './constraintSchema.ts';
import { choiceSchema, sparseSchema } from './sparseSchema.ts';

const words = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const rate = z.number().positive().max(1e9);
const pj = z.number().min(0).max(1e9);
const perRow = { unit: 'pJ' };

/** Energies that a user states for a level in place of the tables' prices; a missing gated one is the full one. */
const statedStorage = z
  .strictObject({
    read: pj.meta({ description: 'One row read', ...perRow }),
    write: pj.meta({ description: 'One row written: a fill or an update', ...perRow }),
    gated_read: pj.optional(),
    gated_write: pj.optional(),
    skipped_read: pj.optional(),
    skipped_write: pj.optional(),
    metadata_read: pj.optional(),
    metadata_write: pj.optional(),
    gated_metadata_read: pj.optional(),
    gated_metadata_write: pj.optional(),
    skipped_metadata_read: pj.optional(),
    skipped_metadata_write: pj.optional(),
    decompress: pj.optional(),
    compress: pj.optional(),
  })
  .meta({
    description: 'Energies stated in place of prices from tables; area and leakage are then left out',
  });

const level = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/)
      .meta({ description: 'Name of the level, used by constraints, sparse features and mappings' }),
    memory: z
      .enum(['sram', 'ddr3', 'ddr4', 'ddr5', 'lpddr4', 'lpddr5', 'gddr6', 'hbm2', 'hbm2e', 'hbm3'])
      .meta({ description: 'On-chip memory (small ones are priced as flip-flops), or the kind of DRAM' }),
    word_bits: z
      .int()
      .min(1)
      .max(1024)
      .meta({ description: 'Width of one word: one element of a tensor', unit: 'bits' }),
    words_per_access: z
      .int()
      .min(1)
      .max(4096)
      .default(1)
      .meta({ description: 'Words of one row, read or written at once' }),
    capacity_words: words.optional().meta({ description: 'Words that one instance holds' }),
    capacity_kib: z
      .number()
      .positive()
      .max(1e9)
      .optional()
      .meta({ description: 'The same in KiB', unit: 'KiB' }),
    buffering: z.int().min(1).max(16).optional().meta({
      description: 'Tiles held at once, 1 when absent: 2 leaves half of the capacity to the one in use',
    }),
    banks: z.int().min(1).max(4096).optional().meta({ description: 'Banks, for its price' }),
    cluster_size: z
      .int()
      .min(1)
      .max(4096)
      .optional()
      .meta({ description: 'Instances that share a physical row' }),
    holds: z
      .array(z.enum(['a', 'b', 'c', 'out']))
      .min(1)
      .optional()
      .meta({ description: 'Tensors that it may hold; all of them when absent' }),
    read_words_per_cycle: rate
      .optional()
      .meta({ description: 'Read bandwidth of an instance; unlimited when absent' }),
    write_words_per_cycle: rate
      .optional()
      .meta({ description: 'Write bandwidth of an instance; unlimited when absent' }),
    shared_words_per_cycle: rate.optional().meta({ description: 'Bandwidth of one port for both' }),
    fan_out: z
      .strictObject({ x: z.int().min(1).max(65_536).default(1), y: z.int().min(1).max(65_536).default(1) })
      .default({ x: 1, y: 1 })
      .meta({
        description:
          'Instances of the next inner level (at the innermost one: of the compute) below one instance',
      }),
    forwarding: z
      .boolean()
      .default(false)
      .meta({ description: 'Its children pass data to mesh neighbours where that saves accesses' }),
    metadata: z
      .strictObject({
        width_bits: z.int().min(1).max(4096).meta({ description: 'Width of a row', unit: 'bits' }),
        depth: words.optional().meta({ description: 'Rows; unlimited when absent' }),
        word_bits: z
          .int()
          .min(0)
          .max(64)
          .optional()
          .meta({ description: 'Metadata word of formats that name none', unit: 'bits' }),
      })
      .optional()
      .meta({
        description: 'Store for the metadata of compressed tensors; the rows of the level itself when absent',
      }),
    energy_pj: statedStorage.optional(),
  })
  .superRefine((written, issues) => {
    const given = [written.capacity_words, written.capacity_kib].filter((c) => c !== undefined).length;
    if (written.memory === 'sram' ? given !== 1 : given > 1)
      issues.addIssue({
        code: 'custom',
        message: 'give either capacity_words or capacity_kib',
        path: ['capacity_words'],
      });
  });

const compute = z
  .strictObject({
    bits_a: z.int().min(1).max(64).meta({ description: 'Widest a', unit: 'bits' }),
    bits_b: z.int().min(1).max(64).meta({ description: 'Widest b', unit: 'bits' }),
    accumulator_bits: z.int().min(1).max(64).meta({ description: 'Width of sums', unit: 'bits' }),
    energy_pj: z
      .strictObject({
        mac: pj.meta({ description: 'One multiply-accumulate', unit: 'pJ' }),
        gated: pj.optional(),
        skipped: pj.optional(),
      })
      .optional()
      .meta({ description: 'Energies stated in place of prices from tables' }),
  })
  .meta({ description: 'The multiply-accumulate units under the innermost level' });

/** An architecture of the loop-nest family, less the keys that every architecture has. */
export const nestHardware = z
  .strictObject({
    levels: z.array(level).min(1).max(12).meta({ description: 'Storage, outermost first' }),
    compute,
    constraints: z.array(constraintSchema).default([]).meta({ description: 'What mappings must respect' }),
    min_utilisation: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ description: 'Least share of the units that a found mapping uses' }),
    imperfect: z.enum(['auto', 'none', 'spatial', 'all']).default('auto').meta({
      description:
        'Where the last tile of a loop may be smaller: nowhere, in loops spread over instances, in all loops; auto: in spread ones, where no perfect mapping uses half of the units. Sparse features take none',
    }),
    sparse: sparseSchema.optional(),
    choose: choiceSchema.optional(),
  })
  .superRefine(({ levels, constraints, imperfect, sparse, choose }, issues) => {
    const names = levels.map(({ name }) => name);
    names.forEach((name, i) => {
      if (names.indexOf(name) !== i)
        issues.addIssue({
          code: 'custom',
          message: `two levels are called ${name}`,
          path: ['levels', i, 'name'],
        });
    });
    const known = (name: string, path: readonly (string | number)[]): void => {
      if (!names.includes(name))
        issues.addIssue({
          code: 'custom',
          message: `there is no level ${name}; the levels are ${names.join(', ')}`,
          path: [...path],
        });
    };
    const named = [
      ...constraints.map(({ level: name }, i) => ({ name, path: ['constraints', i, 'level'] })),
      ...(sparse?.formats ?? []).map(({ level: name }, i) => ({
        name,
        path: ['sparse', 'formats', i, 'level'],
      })),
      ...(sparse?.actions ?? []).map(({ level: name }, i) => ({
        name,
        path: ['sparse', 'actions', i, 'level'],
      })),
      ...(choose?.actions ?? []).map(({ level: name }, i) => ({
        name,
        path: ['choose', 'actions', i, 'level'],
      })),
    ];
    for (const { name, path } of named) known(name, path);
    const several = levels.slice(0, -1).some(({ fan_out: { x, y } }) => x * y > 1);
    const units = levels.reduce((product, { fan_out: { x, y } }) => product * x * y, 1);
    if (sparse?.vectors !== undefined && (several || sparse.vectors.a * sparse.vectors.b !== units))
      issues.addIssue({
        code: 'custom',
        message: `vectors are packed for one element, whose units (${units}, all below the innermost level) take a pair of them`,
        path: ['sparse', 'vectors'],
      });
    if ((imperfect === 'spatial' || imperfect === 'all') && (sparse ?? choose) !== undefined)
      issues.addIssue({
        code: 'custom',
        message: `sparse features take perfect factors, ${imperfect} asks for imperfect ones`,
        path: ['imperfect'],
      });
    if (sparse !== undefined && choose !== undefined)
      issues.addIssue({
        code: 'custom',
        message: 'sparse features are either given (sparse) or searched (choose)',
        path: ['choose'],
      });
  });

export type NestHardware = z.output<typeof nestHardware>;
export type HardwareLevel = NestHardware['levels'][number];
