import type { Expression } from './parseExpression.ts';

/** Reads a named quantity of a point; NaN where the point has none. */
export type Lookup = (name: string) => number;

/** The value of an expression; NaN when a quantity that it names is missing. */
export function evaluateExpression(expression: Expression, lookup: Lookup): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name':
      return lookup(expression.name);
    case 'negate':
      return -evaluateExpression(expression.operand, lookup);
    case 'binary': {
      const left = evaluateExpression(expression.left, lookup);
      const right = evaluateExpression(expression.right, lookup);
      if (expression.operator === '+') return left + right;
      if (expression.operator === '-') return left - right;
      return expression.operator === '*' ? left * right : left / right;
    }
  }
}

/** Every name in an expression with its offset. */
export function expressionNames(
  expression: Expression,
): readonly { readonly name: string; readonly offset: number }[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'name':
      return [{ name: expression.name, offset: expression.offset }];
    case 'negate':
      return expressionNames(expression.operand);
    case 'binary':
      return [...expressionNames(expression.left), ...expressionNames(expression.right)];
  }
}
