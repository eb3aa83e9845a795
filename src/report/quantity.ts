/** Narrow no-break space: between digits of three, and between a number and its unit. */
const thin = '\u202f';
const missing = '–';

interface Scale {
  /** Symbol that takes an SI prefix, or a word that follows one. */
  readonly base: string;
  /** Value in `base` of one unit. */
  readonly factor: number;
  /** A symbol takes the prefix directly (`µJ`), a word with a space (`M cycles`), others not at all (`mm²`). */
  readonly prefix: 'symbol' | 'word' | 'none';
}

const symbol = (base: string, factor = 1): Scale => ({ base, factor, prefix: 'symbol' });

/** Units that metrics use. A unit that isn't here is shown as written, without a prefix. */
const scales: Readonly<Record<string, Scale>> = {
  s: symbol('s'),
  pJ: symbol('J', 1e-12),
  pj: symbol('J', 1e-12),
  J: symbol('J'),
  pJ·s: symbol('J·s', 1e-12),
  J·s: symbol('J·s'),
  W: symbol('W'),
  w: symbol('W'),
  Hz: symbol('Hz'),
  hz: symbol('Hz'),
  B: symbol('B'),
  bytes: symbol('B'),
  'B/s': symbol('B/s'),
  bits: { base: 'bit', factor: 1, prefix: 'word' },
  cycles: { base: 'cycles', factor: 1, prefix: 'word' },
  MAC: { base: 'MAC', factor: 1, prefix: 'word' },
  '1/s': { base: '1/s', factor: 1, prefix: 'word' },
  '1/J': { base: '1/J', factor: 1, prefix: 'word' },
  '1': { base: '', factor: 1, prefix: 'word' },
  'MAC/s': symbol('MAC/s'),
  'tokens/s': { base: 'tokens/s', factor: 1, prefix: 'word' },
  'tokens/J': { base: 'tokens/J', factor: 1, prefix: 'word' },
  mm2: { base: 'mm²', factor: 1, prefix: 'none' },
  'mm²': { base: 'mm²', factor: 1, prefix: 'none' },
  '%': { base: '%', factor: 1, prefix: 'none' },
  '': { base: '', factor: 1, prefix: 'word' },
};

const scaleOf = (unit: string): Scale => scales[unit] ?? { base: unit, factor: 1, prefix: 'none' };

const prefixes = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Decimal digits in groups of three: `1 240 311`. */
function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, thin) : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const superscript = (text: string): string =>
  text.replace(/[-\d]/g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]!));

/** Three significant digits, plain for whole numbers below 1000 and powers of ten outside 10⁻³ … 10⁶. */
function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001 || size >= 999_500) {
    const [digits = '', exponent = ''] = value.toExponential(2).split('e');
    return `${digits.replace('-', '−')}×10${superscript(exponent.replace('+', ''))}`;
  }
  if (Number.isInteger(value) && size < 1e6) return group(String(value)).replace('-', '−');
  const short = size >= 999.5 ? String(Math.round(value)) : value.toPrecision(3);
  return group(short).replace('-', '−');
}

function join(number: string, prefix: string, scale: Scale): string {
  const unit =
    scale.prefix === 'word' ? [prefix, scale.base].filter(Boolean).join(thin) : `${prefix}${scale.base}`;
  return unit === '' ? number : `${number}${thin}${unit}`;
}

/** Which thousand's prefix shows a value with one to three digits before the point. */
function step(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(size)) return 0;
  const exponent = Math.floor(Number(size.toExponential(2).split('e')[1]) / 3);
  return Math.min(6, Math.max(-5, exponent));
}

/** A value with its unit for reading: `1.24 M cycles`, `310 µJ`, `12.3 mm²`. Never "NaN". */
export function formatQuantity(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  const scale = scaleOf(unit);
  const base = value * scale.factor;
  if (scale.prefix === 'none') return join(significant(base), '', scale);
  if (scale.prefix === 'word' && Math.abs(base) < 999.5) return join(significant(base), '', scale);
  const exponent = step(base);
  const scaled = base / 1000 ** exponent;
  // A prefix rounds, so its number shows all three digits: 16 000 is 16.0 k, and 16 is 16.
  const text =
    exponent !== 0 && Number.isInteger(scaled)
      ? scaled.toPrecision(3).replace('-', '−')
      : significant(scaled);
  return join(text, prefixes[exponent + 5]!, scale);
}

/** Every digit, grouped, in the unit as written: for tooltips and table cells that are copied. */
export function formatExact(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  const text = String(value).includes('e') ? String(value).replace('e', ' e') : group(String(value));
  return unit === '' || unit === '1' ? text : `${text}${thin}${unit}`;
}

/** `61 %`; below one percent with a digit more. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return missing;
  const percent = share * 100;
  const digits = percent === 0 || Math.abs(percent) >= 10 ? 0 : 1;
  return `${percent.toFixed(digits)}${thin}%`;
}

/** A tick of an axis: no trailing zeros, and a word of a unit is left to the axis's title. */
export function formatTick(value: number, unit: string): string {
  const scale = scaleOf(unit);
  const base = value * scale.factor;
  const idle = (text: string): string => text.replace(/(\.\d*?)0+(?=$|×)/, '$1').replace(/\.(?=$|×)/, '');
  if (scale.prefix === 'none' || base === 0) return idle(significant(Number(base.toPrecision(3))));
  const exponent = scale.prefix === 'word' && Math.abs(base) < 999.5 ? 0 : step(base);
  const number = idle(significant(Number((base / 1000 ** exponent).toPrecision(3))));
  return join(number, prefixes[exponent + 5]!, scale.prefix === 'word' ? { ...scale, base: '' } : scale);
}

/** What an axis's title says of the unit: `(mm²)`, `(cycles)`; nothing where every tick carries it. */
export function axisUnit(unit: string): string {
  const scale = scaleOf(unit);
  return scale.prefix === 'symbol' || scale.base === '' ? '' : ` (${scale.base})`;
}

export interface ColumnScale {
  /** Unit of the column's header, prefix included. */
  readonly unit: string;
  format(value: number): string;
}

/** One prefix for a whole column or axis, fitting its largest value; numbers then carry no unit of their own. */
export function columnScale(unit: string, largest: number): ColumnScale {
  const scale = scaleOf(unit);
  const base = Math.abs(largest) * scale.factor;
  const plain = scale.prefix === 'none' || (scale.prefix === 'word' && base < 99_950);
  const exponent = plain ? 0 : step(base);
  const prefix = prefixes[exponent + 5]!;
  const factor = scale.factor / 1000 ** exponent;
  return {
    unit:
      scale.prefix === 'word' ? [prefix, scale.base].filter(Boolean).join(thin) : `${prefix}${scale.base}`,
    format: (value) => (Number.isFinite(value) ? significant(value * factor) : missing),
  };
}
