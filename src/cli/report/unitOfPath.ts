/** Suffixes of configuration keys that say a unit. */
const units: Readonly<Record<string, string>> = {
  hz: 'Hz',
  s: 's',
  pj: 'pJ',
  w: 'W',
  mm2: 'mm²',
  bytes: 'bytes',
  kib: 'KiB',
  mib: 'MiB',
  gib: 'GiB',
  bits: 'bits',
  nm: 'nm',
  words: 'words',
  cycles: 'cycles',
};

/** `arch.scratchpad.capacity_kib` → `KiB`; '' where the key says none. */
export function unitOfPath(path: string): string {
  const key = path.split('.').pop()!;
  const suffix = key.split('_').pop()!;
  return Object.hasOwn(units, suffix) && (suffix !== key || suffix === 'bits' || suffix === 'cycles')
    ? units[suffix]!
    : '';
}
