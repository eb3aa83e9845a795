import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { findConfig } from './findConfig.ts';
import { mergeNodes } from './mergeNodes.ts';
import { mostNodes, parseYaml } from './parseYaml.ts';
import { readText } from './readText.ts';
import { countNodes, type MapNode, type SourceEntry, type SourceNode } from './sourceNode.ts';
import { at, type Origin, sourceText } from './sourceText.ts';

/** A document with `extends:` resolved, and every file that it was made from (absolute paths, the root first). */
export interface LoadedDocument {
  readonly root: SourceNode;
  readonly files: readonly string[];
}

/** Longest chain of files that extend each other. */
const longestChain = 16;

/** Reads a YAML file and resolves every `extends:` in it. */
export function loadDocument(
  file: string,
  options: { by?: Origin; limitBytes?: number } = {},
): LoadedDocument {
  const loader = new Loader(options.limitBytes);
  const root = loader.load(file, [], options.by);
  return loader.finish(root);
}

/** The same from a text in hand, e.g. standard input; relative paths start from the working folder. */
export function loadDocumentText(name: string, text: string): LoadedDocument {
  const loader = new Loader(undefined);
  return loader.finish(loader.resolve(parseYaml(sourceText(name, null, text.replace(/^\uFEFF/, ''))), []));
}

/** One load: files are read once, mistakes are collected. */
class Loader {
  private readonly read = new Map<string, SourceNode | null>();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly limitBytes: number | undefined;

  constructor(limitBytes: number | undefined) {
    this.limitBytes = limitBytes;
  }

  finish(root: SourceNode | null): LoadedDocument {
    if (root !== null && this.diagnostics.length === 0 && countNodes(root, mostNodes) > mostNodes)
      this.diagnostics.push(at(root.origin, 'WIN-YML-016', `more than ${mostNodes} values after extends:`));
    if (root === null || this.diagnostics.length > 0) throw new DiagnosticError(this.diagnostics);
    return { root, files: [...this.read.keys()] };
  }

  /** Null when the file can't be used; why is in the diagnostics. */
  load(file: string, chain: readonly string[], by: Origin | undefined): SourceNode | null {
    let node: SourceNode | null = null;
    try {
      const source = readText(file, {
        ...(by ? { by } : {}),
        ...(this.limitBytes === undefined ? {} : { limitBytes: this.limitBytes }),
      });
      const path = source.path!;
      const done = this.read.get(path);
      if (done !== undefined) return done;
      this.read.set(path, null);
      node = this.resolve(parseYaml(source), [...chain, path]);
      this.read.set(path, node);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      this.diagnostics.push(...error.diagnostics);
    }
    return node;
  }

  /** Merges the bases of every map of a tree into it, innermost maps first. */
  resolve(node: SourceNode, chain: readonly string[]): SourceNode {
    if (node.kind === 'scalar') return node;
    if (node.kind === 'list') {
      const items = node.items.map((item) => this.resolve(item, chain));
      return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
    }
    const entries = new Map<string, SourceEntry>();
    for (const [key, entry] of node.entries)
      if (key !== 'extends') entries.set(key, { key: entry.key, value: this.resolve(entry.value, chain) });
    const own: MapNode = { kind: 'map', entries, origin: node.origin };
    const bases = node.entries.get('extends');
    if (bases === undefined) return own;
    let merged: SourceNode | null = null;
    for (const base of this.references(bases)) {
      const loaded = this.base(base.reference, base.origin, chain);
      if (loaded === null) continue;
      this.sameKind(own, loaded);
      merged = merged === null ? loaded : mergeNodes(merged, loaded);
    }
    return merged === null ? own : mergeNodes(merged, own);
  }

  private references(entry: SourceEntry): { reference: string; origin: Origin }[] {
    const nodes = entry.value.kind === 'list' ? entry.value.items : [entry.value];
    return nodes.flatMap((node) => {
      if (node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '')
        return [{ reference: node.value, origin: node.origin }];
      this.diagnostics.push(
        at(
          node.origin,
          'WIN-CFG-012',
          'extends: takes a file or the name of a shipped one, or a list of them',
        ),
      );
      return [];
    });
  }

  private base(reference: string, by: Origin, chain: readonly string[]): SourceNode | null {
    let file: string;
    try {
      file = findConfig(reference, by);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      this.diagnostics.push(...error.diagnostics);
      return null;
    }
    if (chain.includes(file)) {
      this.diagnostics.push(
        at(by, 'WIN-CFG-013', 'extends: goes in a circle', {
          hint: 'this file is among those that lead here',
        }),
      );
      return null;
    }
    if (chain.length >= longestChain) {
      this.diagnostics.push(
        at(by, 'WIN-CFG-014', `extends: leads through more than ${longestChain} files`, {
          hint: 'merge some of them into one',
        }),
      );
      return null;
    }
    const loaded = this.load(file, chain, by);
    if (loaded !== null && loaded.kind !== 'map') {
      this.diagnostics.push(at(by, 'WIN-CFG-015', 'extends: needs a file that holds a map of keys'));
      return null;
    }
    return loaded;
  }

  private sameKind(own: MapNode, base: SourceNode): void {
    const mine = own.entries.get('kind')?.value;
    const theirs = base.kind === 'map' ? base.entries.get('kind')?.value : undefined;
    if (mine?.kind !== 'scalar' || theirs?.kind !== 'scalar' || mine.value === theirs.value) return;
    this.diagnostics.push(
      at(
        mine.origin,
        'WIN-CFG-016',
        `kind ${String(mine.value)} can't extend a file of kind ${String(theirs.value)}`,
      ),
    );
  }
}
