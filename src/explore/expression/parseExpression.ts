import { DiagnosticError } from '../../core/diagnostic.ts';

/** An arithmetic expression over named quantities, as a tree. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string; readonly offset: number }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
    };

export type Comparison = '<=' | '<' | '>=' | '>' | '==' | '!=';

/** `left operator right`, or `left` alone. */
export interface Parsed {
  readonly left: Expression;
  readonly comparison: Comparison | null;
  readonly right: Expression | null;
}

interface Token {
  readonly kind: 'number' | 'name' | 'operator' | 'comparison' | 'end';
  readonly text: string;
  readonly offset: number;
}

/** Deeper nesting than anyone writes is refused before it can exhaust the stack. */
const deepest = 64;

/**
 * Grammar: sum (comparison sum)?; sum = product (('+' | '-') product)*; product = factor (('*' | '/') factor)*;
 * factor = number | name | '-' factor | '(' sum ')'. Names may hold dots and [entries], as axis paths do.
 * `path` says where the text stands in the file; offsets in it become columns.
 */
export function parseExpression(source: string, path: readonly (string | number)[]): Parsed {
  const tokens = tokenize(source, path);
  let at = 0;
  const peek = (): Token => tokens[at]!;
  const fail = (token: Token, wanted: string): never => {
    const found = token.kind === 'end' ? 'the end' : `"${token.text}"`;
    throw expressionError(
      source,
      path,
      token.offset,
      token.text.length,
      `expected ${wanted}, found ${found}`,
    );
  };

  const factor = (depth: number): Expression => {
    if (depth > deepest) fail(peek(), `at most ${deepest} levels of brackets`);
    const token = tokens[at++]!;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'name') return { kind: 'name', name: token.text, offset: token.offset };
    if (token.text === '-') return { kind: 'negate', operand: factor(depth + 1) };
    if (token.text === '(') {
      const inner = sum(depth + 1);
      if (peek().text !== ')') fail(peek(), '")"');
      at++;
      return inner;
    }
    at--;
    return fail(token, 'a metric, a number or "("');
  };
  const chain = (operators: string, next: (depth: number) => Expression, depth: number): Expression => {
    let left = next(depth);
    while (peek().kind === 'operator' && operators.includes(peek().text)) {
      const operator = tokens[at++]!.text as '+' | '-' | '*' | '/';
      left = { kind: 'binary', operator, left, right: next(depth) };
    }
    return left;
  };
  const product = (depth: number): Expression => chain('*/', factor, depth);
  const sum = (depth: number): Expression => chain('+-', product, depth);

  const left = sum(0);
  if (peek().kind === 'comparison') {
    const comparison = tokens[at++]!.text as Comparison;
    const right = sum(0);
    if (peek().kind !== 'end') fail(peek(), 'the end');
    return { left, comparison, right };
  }
  if (peek().kind !== 'end') fail(peek(), 'an operator or a comparison');
  return { left, comparison: null, right: null };
}

function tokenize(source: string, path: readonly (string | number)[]): Token[] {
  const pattern =
    /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*(?:\[[^[\]\s]+\]|\.\w+)*)|(?<comparison><=|>=|==|!=|<|>)|(?<operator>[-+*/()]))/y;
  const tokens: Token[] = [];
  let offset = 0;
  while (source.slice(offset).trim() !== '') {
    pattern.lastIndex = offset;
    const match = pattern.exec(source);
    const start = offset + /^\s*/.exec(source.slice(offset))![0].length;
    if (!match?.groups)
      throw expressionError(source, path, start, 1, `"${source[start]}" has no meaning here`);
    const [kind, text] = Object.entries(match.groups).find(([, v]) => v !== undefined) as [
      Token['kind'],
      string,
    ];
    if (kind === 'number' && !Number.isFinite(Number(text)))
      throw expressionError(source, path, start, text.length, `${text} is not a finite number`);
    tokens.push({ kind, text, offset: start });
    offset = pattern.lastIndex;
  }
  tokens.push({ kind: 'end', text: '', offset: source.length });
  return tokens;
}

/** An error at an offset of the expression; `column` counts from the start of the expression until it is located. */
export function expressionError(
  source: string,
  path: readonly (string | number)[],
  offset: number,
  length: number,
  message: string,
  hint = 'e.g. "area_mm2 <= 12" or "energy_pj / cycles < 500"',
): DiagnosticError {
  return new DiagnosticError([
    {
      code: 'WIN-EXP-001',
      severity: 'error',
      message: `"${source}": ${message}`,
      hint,
      path,
      column: offset + 1,
      length: Math.max(1, length),
      source,
    },
  ]);
}
