import { button, html } from '../dom.ts';
import type { Parameter } from './parameters.ts';

export interface ParameterInput {
  readonly element: HTMLElement;
  /** Shows a value without reporting it. */
  set(value: Parameter['value']): void;
}

/** A control for one parameter: a number with half and double, a switch, or a word. */
export function parameterInput(
  { path, label, value, swept }: Parameter,
  onChange: (value: Parameter['value']) => void,
): ParameterInput {
  const dotted = path.join('.');
  const name = html(
    'span',
    { title: dotted },
    label === '' ? dotted : label[0]!.toUpperCase() + label.slice(1),
  );
  if (typeof value === 'boolean') {
    const control = html('input', { type: 'checkbox' });
    control.addEventListener('change', () => onChange(control.checked));
    const element = html('label', { class: 'control what-if' }, name, control);
    return {
      element,
      set(v) {
        control.checked = v === true;
      },
    };
  }
  const numeric = typeof value === 'number';
  const control = html('input', numeric ? { type: 'number', step: 'any' } : { type: 'text' });
  control.setAttribute('aria-label', dotted);
  const words = swept.filter((v) => v !== null);
  const id = `what-if-${dotted.replace(/[^\w-]/g, '-')}`;
  const list =
    words.length > 0 &&
    html('datalist', { id }, ...words.map((word) => html('option', { value: String(word) })));
  if (list) control.setAttribute('list', id);
  const read = (): Parameter['value'] => (numeric ? Number(control.value) : control.value);
  control.addEventListener('input', () => {
    if (control.value !== '') onChange(read());
  });
  const scale = (factor: number): void => {
    const scaled = Number(control.value) * factor;
    // A number of things stays one.
    const next = Number.isInteger(value) ? Math.max(1, Math.round(scaled)) : scaled;
    control.value = String(next);
    onChange(next);
  };
  const steps = numeric && [
    button('½', { class: 'quiet', 'aria-label': `Half of ${dotted}` }, () => scale(0.5)),
    button('×2', { class: 'quiet', 'aria-label': `Double of ${dotted}` }, () => scale(2)),
  ];
  const element = html('div', { class: 'control what-if' }, name, control, list, ...(steps || []));
  return {
    element,
    set(v) {
      control.value = String(v);
    },
  };
}
