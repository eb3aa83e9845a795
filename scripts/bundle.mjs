// Bundles the command line and the library to `dist/bundle/`, split so that a command loads what it uses and no more.
// Runs after tsc, on its output.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'dist/bundle');
rmSync(out, { recursive: true, force: true });

await build({
  absWorkingDir: root,
  entryPoints: {
    winnow: 'dist/src/cli/main.js',
    index: 'dist/src/index.js',
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
  // Its Node entry is CommonJS that requires built-ins, which an ES module bundle can't; the other one is the same.
  alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
  chunkNames: '[name]-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
});

const help = spawnSync(process.execPath, [join(out, 'winnow.js'), '--help'], {
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' },
});
if (help.status !== 0) throw new Error(`winnow --help failed:\n${help.stderr}`);
writeFileSync(join(out, 'help.txt'), help.stdout);
