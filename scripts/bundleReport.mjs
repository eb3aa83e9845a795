// Bundles the report's page: dist/report/app.js (one script, no imports), dist/report/app.css, and dist/report/engine.js,
// the program of its worker. Reports are then made without a bundler. Run alone, or call `bundleReport()`.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** d3-selection can set markup; in a report its `.html()` sets text, so that no code of the page makes markup. */
const noMarkup = {
  name: 'no-markup',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]d3-selection[\\/].*\.m?js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('innerHTML', 'textContent'),
      loader: 'js',
    }));
  },
};

/** Writes both files at once-readable moments, so that tests in several processes may call it. */
export async function bundleReport(folder = join(root, 'dist', 'report')) {
  const source = join(root, 'src', 'report', 'browser');
  const { outputFiles } = await build({
    entryPoints: {
      app: join(source, 'main.ts'),
      style: join(source, 'page.css'),
      engine: join(source, 'whatif', 'engineWorker.ts'),
    },
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [noMarkup],
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of outputFiles) {
    const name = path.endsWith('.css') ? 'app.css' : basename(path);
    // The page stands inside a script element, which these would end.
    const safe =
      name === 'app.js' ? text.replace(/<\/(script|style)/gi, '<\\/$1').replaceAll('<!--', '<\\!--') : text;
    const temporary = join(folder, `.${name}.${process.pid}`);
    writeFileSync(temporary, safe);
    renameSync(temporary, join(folder, name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleReport();
