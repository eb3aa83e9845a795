/**
 * Exactly specified log2 and exp2: only + − × ÷ on doubles and bit fields of a double, so every IEEE 754 machine and
 * every JavaScript engine gives the same bits (Math.log2 and ** need not). Both are within 1 ulp of the true value.
 */

const scratch = new DataView(new ArrayBuffer(8));

/** 2/ln 2 as an unevaluated sum of two doubles, relative error below 2^-106. */
const twoOverLn2 = 2.8853900817779268;
const twoOverLn2Low = 4.0710547481862066e-17;
/** ln 2 likewise. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the low part belongs to exactly these digits
const ln2 = 0.6931471805599453;
const ln2Low = 2.3190468138462996e-17;
// biome-ignore lint/suspicious/noApproximativeNumericConstant: specified by its digits, like the rest
const sqrt2 = 1.4142135623730951;

/** x·y − fl(x·y), exactly (Dekker, Numerische Mathematik 18, 1971); operands must stay far from overflow. */
function productError(x: number, y: number, product: number): number {
  const xs = 134217729 * x;
  const xh = xs - (xs - x);
  const xl = x - xh;
  const ys = 134217729 * y;
  const yh = ys - (ys - y);
  const yl = y - yh;
  return xl * yl - (product - xh * yh - xl * yh - xh * yl);
}

/**
 * Logarithm to base 2. x = 2^e·m with m in [√½, √2); with s = (m − 1)/(m + 1),
 * log2 m = (2/ln 2)·(s + s³/3 + s⁵/5 + …); the first term is carried in twice the precision. NaN below zero.
 */
export function log2(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN;
  let exponent = 0;
  let value = x;
  if (x < 2.2250738585072014e-308) {
    value = x * 18014398509481984;
    exponent = -54;
  }
  scratch.setFloat64(0, value);
  const high = scratch.getUint32(0);
  exponent += (high >>> 20) - 1023;
  scratch.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let m = scratch.getFloat64(0);
  if (m >= sqrt2) {
    m *= 0.5;
    exponent += 1;
  }
  const f = m - 1;
  const g = m + 1;
  const gLow = m - (g - 1);
  const s = f / g;
  const back = s * g;
  const sLow = (f - back - productError(s, g, back) - s * gLow) / g;
  const z = s * s;
  // Terms to s^23: the first one left out is below 2^-64 of the sum.
  let series = 1 / 23;
  for (let odd = 21; odd >= 3; odd -= 2) series = series * z + 1 / odd;
  const head = twoOverLn2 * s;
  const tail =
    productError(twoOverLn2, s, head) + twoOverLn2 * sLow + twoOverLn2Low * s + head * (z * series);
  const sum = exponent + head;
  const rest = exponent === 0 ? 0 : head - (sum - exponent);
  return sum + (rest + tail);
}

/**
 * 2 to the power x. x = n + r with |r| ≤ ½; with t = r·ln 2 in twice the precision, 2^r = 1 + t + t²·(1/2 + t/6 + …).
 * Overflows to Infinity, underflows through subnormals to 0.
 */
export function exp2(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x >= 1024) return Infinity;
  if (x < -1075) return 0;
  const n = Math.round(x);
  const r = x - n;
  const t = r * ln2;
  const tLow = productError(r, ln2, t) + r * ln2Low;
  // Taylor terms to t^15: the first one left out is below 2^-66.
  let series = 1 / 15;
  for (let k = 14; k >= 3; k--) series = (series * t + 1) / k;
  const square = 0.5 * t * t;
  const rest = square * (1 + t * series) + tLow + t * tLow;
  const sum = 1 + t;
  const value = sum + (t - (sum - 1) + rest);
  // 2^1024 and 2^-1075 are no doubles: two steps.
  const half = Math.trunc(n / 2);
  return value * powerOfTwo(half) * powerOfTwo(n - half);
}

function powerOfTwo(n: number): number {
  scratch.setUint32(0, (n + 1023) << 20);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}
