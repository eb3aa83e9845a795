import { payoffWords } from '../../src/report/browser/payoff/payoffWords.ts';
import { splitName } from '../../src/report/browser/payoff/splitName.ts';
import { assert, suite } from '../harness.ts';

const payoff = suite('what pays where');

payoff('names that end in a number of their own are split', () => {
  assert.equal(splitName('7B-128'), { prefix: '7B', number: 128 });
  assert.equal(splitName('llama 2.5'), { prefix: 'llama', number: 2.5 });
  assert.is(splitName('resnet18'), null);
  assert.is(splitName('128'), null);
  assert.is(splitName(''), null);
});

payoff('ranges are said in words', () => {
  const line = (ratios: readonly number[]) => ({
    level: 1,
    label: '2:4',
    points: ratios.map((ratio, i) => ({
      x: 2 ** i,
      name: `7B-${2 ** i}`,
      ratio,
      row: i,
      reference: i,
    })),
  });
  assert.is(payoffWords(line([0.5, 0.9, 1.2, 1.5])), 'from 4 (at most ×1.50 at 8)');
  assert.is(payoffWords(line([1.2, 1.1, 0.9, 0.9])), 'up to 2 (at most ×1.20 at 1)');
  assert.is(payoffWords(line([1.2, 0.9, 1.3, 0.9])), 'at 1, at 4 (at most ×1.30 at 4)');
  assert.is(payoffWords(line([1.2, 1.2])), 'everywhere (at most ×1.20 at 1)');
  assert.is(payoffWords(line([1.2, 0.9, 1.3]), false), 'at 7B-1, 7B-4 (at most ×1.30 at 4)');
  assert.is(payoffWords(line([1.01, 0.4])), 'nowhere (at best ×1.01 at 1)');
  assert.is(payoffWords(line([0.9, 1.1, 1.1, 0.9])), '2 … 4 (at most ×1.10 at 2)');
});

payoff.run();
