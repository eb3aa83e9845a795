import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, freemem, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { modelHash } from '../explore/plan/modelHash.gen.ts';
import { packageRoot } from '../io/shippedFiles.ts';
import { engineVersion } from './engineVersion.ts';

/** One thing that was checked. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly advice?: string;
}

const leastNode = [20, 19] as const;
const leastMemory = 512 * 1024 * 1024;

/** Checks the machine and the installation, quickly and without touching anything that it didn't make. */
export async function examine(cwd: string): Promise<readonly Finding[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const root = packageRoot();
  const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  return [
    { what: 'winnow', ok: true, found: `${engineVersion()}, model ${modelHash.slice(0, 12)}` },
    {
      what: 'node',
      ok: major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]),
      found: process.version,
      advice: `install Node ${leastNode.join('.')} or newer`,
    },
    { what: 'cores', ok: true, found: `${availableParallelism()}` },
    {
      what: 'memory',
      ok: freemem() > leastMemory,
      found: `${gib(freemem())} free of ${gib(totalmem())}`,
      advice: 'a sweep takes some 100 MB a worker: use fewer --jobs',
    },
    await worker(),
    writable('this folder', cwd, 'sweeps write to runs/ here: change folder, or give --out'),
    writable('temporary folder', tmpdir(), 'set TMPDIR to a folder that can be written'),
    present('configurations', join(root, 'configs')),
    present('experiments', join(root, 'experiments')),
    present("the report's page", join(root, 'dist', 'report', 'app.js')),
  ];
}

/** Starts a thread, as every sweep does. */
async function worker(): Promise<Finding> {
  const start = performance.now();
  const failure = await new Promise<string | null>((resolve) => {
    const thread = new Worker('0', { eval: true });
    thread.once('error', (error) => resolve(String(error)));
    thread.once('exit', (code) => resolve(code === 0 ? null : `exit ${code}`));
  });
  return {
    what: 'worker threads',
    ok: failure === null,
    found: failure ?? `start in ${(performance.now() - start).toFixed(0)} ms`,
    advice: 'run with --executor in-process',
  };
}

function writable(what: string, folder: string, advice: string): Finding {
  try {
    const made = mkdtempSync(join(folder, '.winnow-'));
    writeFileSync(join(made, 'probe'), '');
    rmSync(made, { recursive: true });
    return { what, ok: true, found: `${folder} can be written` };
  } catch (error) {
    return { what, ok: false, found: (error as Error).message, advice };
  }
}

function present(what: string, path: string): Finding {
  return {
    what,
    ok: existsSync(path),
    found: existsSync(path) ? path : `${path} is missing`,
    advice: 'install again, or run npm run build in a checkout',
  };
}
