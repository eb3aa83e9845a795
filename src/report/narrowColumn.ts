type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** The same values in the narrowest element type that holds each of them exactly. */
export function narrowColumn(column: Column): Column {
  let whole = true;
  let single = true;
  let largest = 0;
  for (let i = 0; i < column.length; i++) {
    const v = column[i]!;
    if (Number.isNaN(v)) {
      whole = false;
      continue;
    }
    if (!(v >= 0 && v <= 4294967295 && v === Math.floor(v)) || Object.is(v, -0)) whole = false;
    if (Math.fround(v) !== v) single = false;
    if (v > largest) largest = v;
  }
  if (whole) {
    if (largest <= 255) return Uint8Array.from(column);
    if (largest <= 65535) return Uint16Array.from(column);
    return Uint32Array.from(column);
  }
  return single ? Float32Array.from(column) : Float64Array.from(column);
}
