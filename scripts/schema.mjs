// Writes schema/winnow.schema.json (draft 7, for editors) from the zod schemas of the built sources.
// `--check` writes nothing and exits 1 when the file is stale. Needs `npm run build` before.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { schemaText } = await import(new URL('../dist/src/schemaText.js', import.meta.url).href);
const file = join(root, 'schema', 'winnow.schema.json');
const text = schemaText();
if (existsSync(file) && readFileSync(file, 'utf8') === text) process.exit(0);
if (process.argv.includes('--check')) {
  console.error('stale: schema/winnow.schema.json (run: node scripts/build.mjs && node scripts/schema.mjs)');
  process.exit(1);
}
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, text);
console.error('wrote schema/winnow.schema.json');
