import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { ExplicitLayerInput } from '../workload/explicitLayer.ts';

/** Layers of a topology file, in the form that `layers:` of a workload takes, and what a reader should know. */
export interface ScaleSimTopology {
  readonly kind: 'conv' | 'gemm';
  readonly layers: readonly ExplicitLayerInput[];
  readonly warnings: readonly Diagnostic[];
}

const columnNames = {
  conv: ['ifmap height', 'ifmap width', 'filter height', 'filter width', 'channels', 'num filter', 'stride'],
  gemm: ['M', 'N', 'K'],
} as const;

interface Field {
  readonly text: string;
  /** 1-based. */
  readonly column: number;
}

interface Row {
  readonly line: number;
  readonly source: string;
  readonly name: string;
  /** Fields after the name, trailing empty ones dropped. */
  readonly fields: readonly Field[];
}

function splitRow(source: string, line: number): Row {
  const fields: Field[] = [];
  let column = 1;
  for (const part of source.split(',')) {
    const lead = part.length - part.trimStart().length;
    fields.push({ text: part.trim(), column: column + lead });
    column += part.length + 1;
  }
  while (fields.length > 1 && fields.at(-1)!.text === '') fields.pop();
  const [first, ...rest] = fields;
  return { line, source, name: first!.text, fields: rest };
}

const isNumber = (text: string): boolean => /^[+-]?(\d|\.\d)/.test(text);
const isRatio = (text: string): boolean => /^\d+\s*:\s*\d+$/.test(text);

/**
 * Reads a topology of SCALE-Sim: `name, ifmap h, ifmap w, filter h, filter w, channels, filters, stride[, N:M]` or
 * `name, M, N, K[, N:M]`. Tolerant where SCALE-Sim's own reader breaks: trailing commas, spacer rows, blank names,
 * a missing header, further columns. As there, output sizes are rounded up (the input is padded at its bottom and
 * right, WIN-TOP-011) and a convolution named `…DP…` is depthwise. Mistakes are DiagnosticErrors with line and column.
 */
export function readScaleSimTopology(
  text: string,
  options: { readonly file?: string; readonly kind?: 'conv' | 'gemm' } = {},
): ScaleSimTopology {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((source, index) => splitRow(source, index + 1))
    .filter(({ name, fields }) => name !== '' || fields.some((field) => field.text !== ''));
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const report =
    (list: Diagnostic[], severity: 'error' | 'warning') =>
    (code: string, row: Row, field: Field | null, message: string, hint: string): void => {
      const column = field?.column ?? 1;
      const length = field !== null && field.text.length > 0 ? field.text.length : row.source.length;
      const place = { line: row.line, column, length: Math.max(1, length), source: row.source };
      const file = options.file !== undefined ? { file: options.file } : {};
      list.push({ code, severity, message, hint, ...file, ...place });
    };
  const fail = report(errors, 'error');
  const warn = report(warnings, 'warning');

  const header = rows[0] !== undefined && !rows[0].fields.some(({ text: t }) => isNumber(t)) ? rows[0] : null;
  const body = header === null ? rows : rows.slice(1);
  if (header === null && rows[0] !== undefined) {
    warn(
      'WIN-TOP-012',
      rows[0],
      null,
      'no header line: the first line is read as a layer',
      'SCALE-Sim skips it',
    );
  }
  const kind = options.kind ?? detectKind(header, body);
  const names = columnNames[kind];
  const extra = body.find(({ fields }) => fields.filter(({ text: t }) => !isRatio(t)).length > names.length);
  if (extra !== undefined) {
    const more = extra.fields[names.length] ?? null;
    warn(
      'WIN-TOP-013',
      extra,
      more,
      'columns past the known ones are not used',
      `known: name, ${names.join(', ')}, N:M`,
    );
  }

  const layers: ExplicitLayerInput[] = [];
  const rounded: Row[] = [];
  for (const row of body) {
    const before = errors.length;
    const values = names.map((column, index) => {
      const field = row.fields[index];
      if (field === undefined || field.text === '') {
        fail(
          'WIN-TOP-002',
          row,
          field ?? null,
          `${column} is missing`,
          `columns: name, ${names.join(', ')}[, N:M]`,
        );
        return Number.NaN;
      }
      const value = /^\+?\d+$/.test(field.text) ? Number(field.text) : Number.NaN;
      if (!(value >= 1 && Number.isSafeInteger(value))) {
        fail(
          'WIN-TOP-003',
          row,
          field,
          `${column} must be a positive whole number, not ${JSON.stringify(field.text)}`,
          'for example 64',
        );
      }
      return value;
    });
    const ratio = row.fields.slice(names.length).find(({ text: t }) => isRatio(t));
    const [n = 1, m = 1] = ratio === undefined ? [] : ratio.text.split(':').map(Number);
    if (ratio !== undefined && (n < 1 || n > m)) {
      fail(
        'WIN-TOP-004',
        row,
        ratio,
        `${ratio.text} keeps ${n} of every ${m} weights`,
        'N:M needs 1 ≤ N ≤ M, for example 2:4',
      );
    }
    if (errors.length > before) continue;
    const name = row.name !== '' ? row.name : `layer${layers.length + 1}`;
    const sparsity = n < m ? { sparsity: { weights: { pattern: 'n:m', n, m } } } : {};
    if (kind === 'gemm') {
      layers.push({ name, gemm: values as [number, number, number], ...sparsity });
      continue;
    }
    const conv = convolution(name, values);
    if (conv.outputs < 1) {
      fail(
        'WIN-TOP-005',
        row,
        row.fields[2] ?? null,
        'the filter does not fit into the input',
        'SCALE-Sim has no padding: enlarge the ifmap by it',
      );
      continue;
    }
    if (conv.rounded) rounded.push(row);
    layers.push({ name, conv: conv.layer, ...sparsity });
  }
  const [firstRounded] = rounded;
  if (firstRounded !== undefined) {
    const others = rounded.length > 1 ? ` (and in ${rounded.length - 1} more lines)` : '';
    warn(
      'WIN-TOP-011',
      firstRounded,
      firstRounded.fields[6] ?? null,
      `the stride does not divide the input less the filter: outputs are rounded up${others}`,
      'as SCALE-Sim does, by zeros at the bottom and right',
    );
  }
  if (body.length === 0) {
    const file = options.file !== undefined ? { file: options.file, line: 1, column: 1 } : {};
    const hint = 'a header line, then one line for each layer';
    errors.push({
      code: 'WIN-TOP-001',
      severity: 'error',
      message: 'the topology has no layer',
      hint,
      ...file,
    });
  }
  if (errors.length > 0) throw new DiagnosticError(errors.slice(0, 100));
  return { kind, layers, warnings };
}

/** By the header's names, else by whether all rows are as short as a GEMM's. */
function detectKind(header: Row | null, body: readonly Row[]): 'conv' | 'gemm' {
  const words = header?.fields.map(({ text }) => text.toLowerCase()) ?? [];
  if (words[0] === 'm' && words[1] === 'n' && words[2] === 'k') return 'gemm';
  if (words.some((word) => /ifmap|filter|channel|stride/.test(word))) return 'conv';
  const longest = Math.max(
    0,
    ...body.map(({ fields }) => fields.filter(({ text }) => isNumber(text) && !isRatio(text)).length),
  );
  return longest <= 3 ? 'gemm' : 'conv';
}

function convolution(name: string, values: readonly number[]) {
  const [height = 1, width = 1, filterHeight = 1, filterWidth = 1, channels = 1, filters = 1, stride = 1] =
    values;
  const across = (size: number, filter: number) => {
    const outputs = Math.ceil((size - filter + stride) / stride);
    return { outputs, pad: Math.max(0, (outputs - 1) * stride + filter - size) };
  };
  const [down, right] = [across(height, filterHeight), across(width, filterWidth)];
  const depthwise = name.includes('DP');
  const padding: [number, number, number, number] = [0, down.pad, 0, right.pad];
  return {
    outputs: Math.min(down.outputs, right.outputs),
    rounded: down.pad > 0 || right.pad > 0,
    layer: {
      height,
      width,
      channels,
      filters: depthwise ? filters * channels : filters,
      kernel: [filterHeight, filterWidth] as [number, number],
      stride,
      ...(down.pad + right.pad > 0 && { padding }),
      ...(depthwise && { groups: channels }),
    },
  };
}
