// Bundles: `dist/bundle/` is the command line, split so that a command loads what it uses and no more;
// `dist/report/` (scripts/bundleReport.mjs) is the report's page. Runs after tsc, on its output.
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'dist/bundle');
rmSync(out, { recursive: true, force: true });

await build({
  absWorkingDir: root,
  entryPoints: {
    winnow: 'dist/src/cli/main.js',
    // Found by the pool beside the chunk that starts it: all output lies in one folder.
    pointWorker: 'dist/src/explore/executors/pointWorker.js',
  },
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  // The pool finds its own worker file beside itself, so it stays a package.
  external: ['piscina'],
  chunkNames: '[name]-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
});

const report = join(root, 'scripts/bundleReport.mjs');
if (existsSync(report)) await import(pathToFileURL(report).href);
