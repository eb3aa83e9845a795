// Every `winnow …` line of a `sh` block, and every YAML file shown with its name, in README.md and docs/ is run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';

const root = fileURLToPath(repositoryRoot);
const winnow = join(root, 'dist', 'bundle', 'winnow.js');

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks = (page: string): Block[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map((match) => ({
    language: match[1]!,
    text: match[2]!,
  }));

/** Words of a command line without its comment; double quotes group. */
const words = (line: string): string[] =>
  [...line.replace(/\s+#.*$/, '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3]!,
  );

const commands = suite('documented commands');

for (const page of pages) {
  const all = blocks(page);
  const lines = all
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith('winnow '));
  if (lines.length === 0) continue;
  commands(`of ${page} run`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'winnow-docs-'));
    try {
      for (const { language, text } of all) {
        const name = text.match(/^# (\S+\.yaml)\n/)?.[1];
        if (language === 'yaml' && name) writeFileSync(join(folder, name), text);
      }
      for (const line of lines) {
        const args = words(line)
          .slice(1)
          .map((word) =>
            word.startsWith('experiments/') || word.startsWith('configs/') ? join(root, word) : word,
          );
        const done = spawnSync(process.execPath, [winnow, ...args], { cwd: folder, encoding: 'utf8' });
        // A suite of silicon has rows outside its tolerance: exit 6 is an answer there.
        const fine = done.status === 0 || (args[0] === 'validate' && done.status === 6);
        assert.ok(fine, `${line}\nexit ${done.status}\n${done.stderr.slice(0, 2000)}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

commands('exist, and pages link only to files that exist', () => {
  const missing: string[] = [];
  for (const page of pages) {
    const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/')) : '.';
    for (const [, target] of readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      const path = join(root, folder, target!);
      try {
        readFileSync(path);
      } catch (error) {
        if ((error as { code?: string }).code !== 'EISDIR') missing.push(`${page}: ${target}`);
      }
    }
  }
  assert.equal(missing, []);
});

commands.run();
