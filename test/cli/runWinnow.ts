import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from '../../src/cli/runCli.ts';
import { repositoryRoot } from '../harness.ts';

const file = (path: string): string => fileURLToPath(new URL(path, repositoryRoot));
const age = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);
const bundle = file('dist/bundle/winnow.js');

/** The bundle, as users run it, where the build has made it since the last compilation; else what was compiled. */
export const program = age(bundle) > age(file('dist/.tsbuildinfo')) ? bundle : file('dist/src/cli/main.js');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs the command line in a process of its own, in a folder, colours off; interrupted once its stderr looks like
 * `interruptOn`.
 */
export function winnowProcess(
  args: readonly string[],
  options: { readonly cwd?: string; readonly interruptOn?: RegExp } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    let interrupted = false;
    child.stdout.on('data', (piece: Buffer) => {
      out += piece;
    });
    child.stderr.on('data', (piece: Buffer) => {
      err += piece;
      if (!interrupted && options.interruptOn?.test(err)) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/**
 * Runs the command line in this process, as `main.ts` does: a tenth of the time. One at a time, since the working
 * folder and the streams are the process's own.
 */
export async function winnow(args: readonly string[], options: { readonly cwd?: string } = {}): Promise<Ran> {
  const before = { cwd: process.cwd(), out: process.stdout.write, err: process.stderr.write };
  let out = '';
  let err = '';
  process.stdout.write = (text: string | Uint8Array): boolean => {
    out += text.toString();
    return true;
  };
  process.stderr.write = (text: string | Uint8Array): boolean => {
    err += text.toString();
    return true;
  };
  process.chdir(options.cwd ?? before.cwd);
  try {
    return { code: await runCli(args), out, err };
  } finally {
    process.stdout.write = before.out;
    process.stderr.write = before.err;
    process.chdir(before.cwd);
  }
}

/** A folder for one test. */
export async function inFolder<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-cli-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A sweep of a few small products on systolic arrays; quick at both fidelities. */
export const smallSweep = `kind: sweep
version: 1
name: small
workloads:
  - name: products
    layers:
      - { name: first, gemm: [40, 24, 36] }
      - { name: second, gemm: [16, 50, 20] }
architectures:
  - extends: systolic
axes:
  arch.array.rows: [4, 8]
  arch.array.cols: [4, 8, 16]
  arch.array.dataflow: [ws, os]
objectives: [latency_s, energy_pj, area_mm2]
`;
