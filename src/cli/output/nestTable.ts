import type { LevelAccesses } from '../../dataflow/levelAccesses.ts';
import { formatNumber, textTable } from './textTable.ts';

const loops = (of: LevelAccesses['temporal']): string =>
  of.map(([dim, factor]) => `${dim}:${factor}`).join(' ');

const spread = ({ spatial_x, spatial_y }: LevelAccesses): string =>
  [spatial_x, spatial_y]
    .map((of, axis) => (of.length === 0 ? '' : `${'xy'[axis]} ${loops(of)}`))
    .filter((text) => text !== '')
    .join(', ');

const fill = ({ tensors, capacity_words }: LevelAccesses): string => {
  const kept = tensors.map(({ tensor, tile_words }) => `${tensor} ${formatNumber(tile_words)}`).join(', ');
  return capacity_words === null || kept === '' ? kept : `${kept} (holds ${formatNumber(capacity_words)})`;
};

/** A loop nest, one row a storage level: `dim:factor` of its loops, outermost first, and the tiles it keeps. */
export const nestTable = (
  levels: readonly LevelAccesses[],
  options: { readonly bold?: (text: string) => string },
): string =>
  textTable(
    ['level', 'loops over tiles', 'loops spread below it', 'words of its tiles', 'instances used', 'cycles'],
    levels.map((level) => [
      level.level,
      loops(level.temporal),
      spread(level),
      fill(level),
      `${formatNumber(level.used_instances)} of ${formatNumber(level.instances)}`,
      Math.ceil(level.cycles),
    ]),
    options,
  );
