/** A tile of a persistent kernel: its K steps, each with what it computes, and the cycles of its write. */
export interface PingpongTile {
  readonly step: number;
  readonly steps: readonly (() => void)[];
  readonly write: number;
}

/**
 * One SM with two warpgroups that take its tiles in turn, one clock at a time. A warpgroup multiplies while it holds the
 * tensor cores, which go to the other in tile order; then it writes its tile through the one port, again in tile order,
 * and is free for the tile after the next.
 */
export function runPingpongOracle(tiles: readonly PingpongTile[]): number {
  const groups = [0, 1].map((first) => ({ tile: first, left: 0, step: 0, state: 'ready' }));
  let multiplying = 0;
  let writing = 0;
  let clock = 0;
  while (writing < tiles.length) {
    for (const group of groups) {
      const tile = tiles[group.tile];
      if (tile === undefined) continue;
      if (group.state === 'ready' && multiplying === group.tile) {
        group.state = 'multiplying';
        group.step = 0;
        group.left = tile.step;
      }
      if (group.state === 'done' && writing === group.tile) {
        group.state = 'writing';
        group.left = tile.write;
      }
    }
    clock += 1;
    const finished: number[] = [];
    groups.forEach((group, g) => {
      const tile = tiles[group.tile];
      if (tile === undefined || (group.state !== 'multiplying' && group.state !== 'writing')) return;
      group.left -= 1;
      if (group.left > 0) return;
      if (group.state === 'writing') finished.push(g);
      else {
        tile.steps[group.step]!();
        group.step += 1;
        group.left = tile.step;
        if (group.step === tile.steps.length) {
          group.state = 'done';
          multiplying += 1;
        }
      }
    });
    for (const g of finished) {
      writing += 1;
      groups[g]!.tile += 2;
      groups[g]!.state = 'ready';
    }
    if (clock > 1e6) throw new Error('deadlock');
  }
  return clock;
}
