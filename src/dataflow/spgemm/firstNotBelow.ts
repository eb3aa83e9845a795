/** First place in the ascending stretch [from, to) whose column is not below `column`. */
export function firstNotBelow(list: Int32Array, from: number, to: number, column: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < column) low = middle + 1;
    else high = middle;
  }
  return low;
}
