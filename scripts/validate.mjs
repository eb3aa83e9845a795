// Replays every suite on the rows that ship and writes test/golden/validated.json, which reports quote. The file names
// the hash of the model's sources: another model's report doesn't quote it. `--check` writes nothing and exits 1 when it
// is stale. Needs `npm run build` before.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = (path) => import(new URL(`../dist/src/${path}`, import.meta.url).href);
const { suites } = await from('cli/validation/registry.gen.js');
const { runSuite } = await from('cli/validation/runSuite.js');
const { modelHash } = await from('explore/plan/modelHash.gen.js');

const file = fileURLToPath(new URL('../test/golden/validated.json', import.meta.url));
const check = process.argv.includes('--check');
if (check && existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).model === modelHash) process.exit(0);
const done = [];
for (const load of Object.values(suites)) {
  const suite = (await load()).default;
  if (!check) console.error(suite.name);
  const { summary } = runSuite(suite, undefined);
  const rounded = Object.entries(summary).map(([k, v]) => [
    k,
    k.endsWith('_pct') && v !== null ? Number(v.toPrecision(4)) : v,
  ]);
  done.push({ ...Object.fromEntries(rounded), holds: suite.holds });
}
const line = (value) => `  ${JSON.stringify(value)}`;
const text = `{"model": ${JSON.stringify(modelHash)}, "suites": [\n${done.map(line).join(',\n')}\n]}\n`;
const figures = (content) => content.slice(content.indexOf('['));
if (check) {
  // The model's sources moved; its figures may not have.
  if (existsSync(file) && figures(readFileSync(file, 'utf8')) === figures(text)) process.exit(0);
  console.error(
    'stale: test/golden/validated.json (run: node scripts/build.mjs && node scripts/validate.mjs)',
  );
  process.exit(1);
}
writeFileSync(file, text);
