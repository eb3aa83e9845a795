// Makes docs/diagnostics.md from the sources: every code that is raised, the message it comes with, and where.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What the middle of a code stands for. */
const rooms = {
  YML: 'Reading files and YAML',
  CFG: 'Keys, values and references of a file',
  CSV: 'CSV tables',
  MET: 'Tables of user metrics',
  TOP: 'SCALE-Sim topologies',
  MTX: 'Matrix Market files',
  AXS: 'Axes of a sweep',
  SET: 'Key paths',
  EXP: 'Objectives and constraints',
  LNT: 'Hints of `winnow lint`',
  WRK: 'Workloads',
  PAT: 'Sparsity patterns',
  FMT: 'Storage formats',
  NUM: 'Number formats',
  ARC: 'Architectures, when a point is prepared',
  OPS: 'Operations that a dataflow can not run',
  MAP: 'Mappings',
  NRG: 'Energy, area and access time',
  RUN: 'Folders of runs',
  CLI: 'The command line',
  DRM: 'DRAM',
};

/** Codes whose message is put together elsewhere. */
const notes = {
  'WIN-CFG-003': 'a value of another type than the key takes (text for a number, a map for a list, …)',
  'WIN-CFG-004': 'a word that is not one of those that the key takes',
  'WIN-CFG-005':
    'a value that breaks the rule of its key (too small, too large, no multiple, not of the pattern)',
  'WIN-YML-012': 'a tag or directive that has no meaning here',
  'WIN-YML-016': 'too many values once aliases and `extends:` are written out',
  'WIN-CFG-015': 'a file that should hold a map of keys and does not',
  'WIN-CFG-021': 'a `--set` path that leads to nothing',
  'WIN-CFG-031': 'an unknown dataflow, energy table, search or sampler',
  'WIN-SET-002': 'a key path that names a list entry that there is not',
  'WIN-WRK-001': 'a workload without exactly one list of layers',
  'WIN-WRK-002': 'an unknown model family',
  'WIN-WRK-005': 'a layer or workload too large to count exactly',
  'WIN-WRK-006': 'a glob that matches no layer',
  'WIN-PAT-001': 'an unknown sparsity pattern',
  'WIN-YML-001': 'a file that does not exist or can not be read',
  'WIN-YML-002': 'a folder, device or pipe where a file is wanted',
  'WIN-YML-003': 'a file larger than the limit',
  'WIN-EXP-001': 'an objective or constraint that can not be read, or names an unknown metric',
  'WIN-AXS-001': 'a range that never ends, or has too many values',
  'WIN-NRG-001': 'no table knows the energy of an action',
  'WIN-NRG-002': 'no table knows the area of a component',
  'WIN-NRG-003': 'no table knows the leakage of a component',
  'WIN-ARC-001': 'an unknown key of an architecture',
  'WIN-ARC-002': 'a wrong value in an architecture',
  'WIN-MAP-003': 'an unknown key of a fixed mapping',
  'WIN-MAP-004': 'a wrong value in a fixed mapping',
  'WIN-PAT-002': 'wrong parameters of a sparsity pattern',
  'WIN-WRK-003': 'a wrong key or value in a model or layer',
  'WIN-CLI-001': 'arguments that the command does not take',
  'WIN-MET-001': 'a metric table that can not be joined to the sweep',
};

const code = /['"`](WIN-([A-Z]{3})-\d{3})['"`]/g;
/** A string or template literal that reads like a sentence. */
const sentence =
  /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}|[^`\\])*)`/g;

export function diagnosticsPage(root) {
  const found = new Map();
  const files = readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true })
    .filter(
      (e) =>
        e.isFile() && e.name.endsWith('.ts') && !e.name.endsWith('.gen.ts') && e.name !== 'diagnostic.ts',
    )
    .map((e) => join(e.parentPath ?? e.path, e.name))
    .sort();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(code)) {
      const [, id, room] = match;
      const entry = found.get(id) ?? { id, room, message: null, files: new Set() };
      found.set(id, entry);
      entry.files.add(relative(root, file).replaceAll('\\', '/'));
      entry.message ??= messageAfter(text.slice(match.index + match[0].length, match.index + 600));
    }
  }
  const order = Object.keys(rooms);
  const groups = [...new Set([...found.values()].map((entry) => entry.room))].sort(
    (a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99) || (a < b ? -1 : 1),
  );
  const lines = [
    '# Diagnostics',
    '',
    'Every mistake in what a user wrote has a stable code, a place (file, line, column), a sentence and, mostly, a hint.',
    'Commands that meet one exit with 2. This page is made from the sources by `npm run generate`; `…` stands for what',
    'varies.',
  ];
  for (const room of groups) {
    lines.push(
      '',
      `## ${rooms[room] ?? room} (WIN-${room})`,
      '',
      '| code | message | raised in |',
      '| --- | --- | --- |',
    );
    const entries = [...found.values()]
      .filter((entry) => entry.room === room)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id, message, files: where } of entries)
      lines.push(
        `| ${id} | ${notes[id] ?? message ?? 'see the source'} | ${[...where].map((f) => `\`${f}\``).join(', ')} |`,
      );
  }
  return `${lines.join('\n')}\n`;
}

function messageAfter(text) {
  // Up to the next code: its message is its own.
  const own = text.split(/['"`]WIN-/)[0];
  for (const match of own.matchAll(sentence)) {
    const raw = match[1] ?? match[2] ?? match[3];
    const plain = raw
      .replace(/\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}/g, '…')
      .replace(/\\(.)/g, '$1')
      .replaceAll('|', '\\|')
      .replace(/\s+/g, ' ')
      .trim();
    if (plain.length >= 8 && plain.includes(' ')) return plain;
  }
  return null;
}
