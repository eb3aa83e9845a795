const units = /_(s|pj|j|w|hz|mm2|bytes|kib|pct)$/;
const short: Readonly<Record<string, string>> = {
  edp: 'EDP',
  ttft: 'Time to first token',
  macs: 'MACs',
  gflops: 'GFLOP/s',
  dram: 'DRAM',
  tokens_per_s: 'Tokens per second',
  tokens_per_j: 'Tokens per joule',
  samples_per_s: 'Samples per second',
};

/** `latency_s` → `Latency`, `dram_bytes` → `DRAM traffic`: the unit stands elsewhere. */
export function metricLabel(name: string): string {
  if (name === '') return '(unnamed)';
  if (Object.hasOwn(short, name)) return short[name]!;
  const traffic = name.endsWith('_bytes') && !name.endsWith('_stored_bytes');
  const words = name
    .replace(units, '')
    .split('_')
    .map((w) => (Object.hasOwn(short, w) ? short[w]! : w));
  const text = `${words.join(' ')}${traffic ? ' traffic' : ''}`.trim() || name;
  return text[0]!.toUpperCase() + text.slice(1);
}
