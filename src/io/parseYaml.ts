import { Composer, type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, Parser } from 'yaml';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { quoted } from './quoted.ts';
import type { SourceEntry, SourceNode } from './sourceNode.ts';
import { at, type Origin, type SourceText } from './sourceText.ts';

/** Deepest nesting of a document, and of its syntax tree (a level of maps is two of its levels). */
const deepest = 64;
/** Most values of a document, those of repeated aliases counted each time. */
export const mostNodes = 200_000;

interface Built {
  readonly node: SourceNode;
  readonly size: number;
  readonly depth: number;
}

/**
 * YAML 1.2 (core schema) to a tree with origins. All syntax errors, duplicate keys, non-text keys, numbers that a
 * double can't hold, unknown tags, merge keys, alias bombs and deep nesting are reported at once by DiagnosticError.
 */
export function parseYaml(source: SourceText): SourceNode {
  const diagnostics: Diagnostic[] = [];
  const origin = (start: number, end: number): Origin => ({ source, start, end: Math.max(end, start + 1) });
  const fail = (where: Origin, code: string, message: string, hint?: string): void => {
    diagnostics.push(at(where, code, message, hint === undefined ? {} : { hint }));
  };
  const stop = (): never => {
    throw new DiagnosticError(diagnostics);
  };

  const parser = new Parser();
  const tokens = [];
  // Depth is checked while parsing: composing a tree of some thousand levels ends the process.
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > 2 * deepest) {
      fail(origin(parser.offset, parser.offset + 1), 'WIN-YML-010', `more than ${deepest} levels of nesting`);
      return stop();
    }
  }
  for (const token of parser.end()) tokens.push(token);
  const documents = [
    ...new Composer({
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      keepSourceTokens: false,
    }).compose(tokens, true, source.text.length),
  ] as Document.Parsed[];

  for (const document of documents) {
    for (const error of document.errors) {
      // The parser may quote all that follows the place.
      const words = error.message.replace(/\s+/g, ' ').trim();
      const message = words.length > 160 ? `${words.slice(0, 160)} …` : words;
      fail(
        origin(error.pos[0], error.pos[1]),
        'WIN-YML-011',
        `not valid YAML: ${message}`,
        syntaxHints[error.code],
      );
    }
    for (const warning of document.warnings)
      fail(
        origin(warning.pos[0], warning.pos[1]),
        'WIN-YML-012',
        warning.message.split('\n')[0]!,
        'remove the tag or directive; plain values are typed by themselves',
      );
  }
  if (diagnostics.length > 0) return stop();
  const [first, second] = documents;
  if (second !== undefined) {
    const start = second.contents?.range[0] ?? second.range[0];
    fail(origin(start, start + 1), 'WIN-YML-013', 'a file holds one document, here a second one starts');
    return stop();
  }
  if (first === undefined || first.contents === null) {
    fail(origin(0, 1), 'WIN-YML-014', 'the document is empty', 'see `winnow new` for a start');
    return stop();
  }

  const anchors = new Map<string, Built | null>();
  const empty = (where: Origin): Built => ({
    node: { kind: 'scalar', value: null, origin: where },
    size: 1,
    depth: 1,
  });

  const build = (node: Node | null, fallback: Origin): Built => {
    if (node === null) return empty(fallback);
    const [start, end] = node.range ?? [fallback.start, fallback.end];
    const where = origin(start, end);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined || target === null) {
        fail(
          where,
          'WIN-YML-015',
          target === null
            ? `alias *${node.source} lies inside what it stands for`
            : `no anchor &${node.source} before this alias`,
        );
        return empty(where);
      }
      return target;
    }
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, null);
    const built = isMap(node)
      ? buildMap(node.items as never, where)
      : isSeq(node)
        ? buildList(node.items as Node[], where)
        : isScalar(node)
          ? buildScalar(node.value, node.source ?? '', where)
          : empty(where);
    if (anchor !== undefined) anchors.set(anchor, built);
    if (built.size > mostNodes) {
      fail(where, 'WIN-YML-016', `more than ${mostNodes} values once aliases are written out`);
      stop();
    }
    if (built.depth > deepest) {
      fail(where, 'WIN-YML-010', `more than ${deepest} levels of nesting`);
      stop();
    }
    return built;
  };

  const buildScalar = (value: unknown, text: string, where: Origin): Built => {
    if (typeof value === 'number' && !isHeld(value, text)) {
      fail(
        where,
        'WIN-YML-020',
        `${quoted(text)} is not a number that a double holds`,
        Number.isFinite(value) ? 'integers go up to 9007199254740991' : 'write a finite number',
      );
      return empty(where);
    }
    const known = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    if (!known) fail(where, 'WIN-YML-012', `a value of type ${typeof value} has no meaning here`);
    return {
      node: { kind: 'scalar', value: known ? (value as string) : null, origin: where },
      size: 1,
      depth: 1,
    };
  };

  const buildList = (items: readonly (Node | null)[], where: Origin): Built => {
    let size = 1;
    let depth = 0;
    const nodes = items.map((item) => {
      const built = build(item, where);
      size += built.size;
      depth = Math.max(depth, built.depth);
      return built.node;
    });
    return { node: { kind: 'list', items: nodes, origin: where }, size, depth: depth + 1 };
  };

  const buildMap = (
    items: readonly { readonly key: Node | null; readonly value: Node | null }[],
    where: Origin,
  ): Built => {
    let size = 1;
    let depth = 0;
    const entries = new Map<string, SourceEntry>();
    for (const pair of items) {
      const range = pair.key?.range ?? [where.start, where.start + 1];
      const key = origin(range[0], range[1]);
      const built = build(pair.value, key);
      size += built.size;
      depth = Math.max(depth, built.depth);
      const name = keyName(pair.key, key);
      if (name === null) continue;
      if (entries.has(name)) {
        fail(key, 'WIN-YML-030', `duplicate key ${quoted(name)}`, 'remove or rename one of the two');
        continue;
      }
      entries.set(name, { key, value: built.node });
    }
    return { node: { kind: 'map', entries, origin: where }, size, depth: depth + 1 };
  };

  const keyName = (node: Node | null, where: Origin): string | null => {
    if (node === null || !isScalar(node) || node.value === null) {
      fail(where, 'WIN-YML-031', 'a key must be text', 'write key: value');
      return null;
    }
    const name = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    if (name === '<<') {
      fail(where, 'WIN-YML-032', 'merge keys (<<) are not part of YAML 1.2', 'use extends: instead');
      return null;
    }
    if (name in Object.prototype) {
      fail(where, 'WIN-YML-033', `${quoted(name)} is a reserved name`, 'choose another key');
      return null;
    }
    return name;
  };

  const { node } = build(first.contents, origin(0, 1));
  if (diagnostics.length > 0) return stop();
  return node;
}

/** Whether a double holds the number as written: finite, and exact where it is an integer. */
function isHeld(value: number, text: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (/^[-+]?\d+$|^0[xo]/.test(text)) return Number.isSafeInteger(value);
  return !(value === 0 && /[1-9]/.test(text.split(/e/i)[0]!));
}

const syntaxHints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'line the keys of a map up with each other',
  BAD_SCALAR_START: 'quote the value',
  MISSING_CHAR: 'check quotes, brackets and commas',
  BLOCK_AS_IMPLICIT_KEY: 'put a nested map on its own, deeper indented lines',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon stand on one line',
};
