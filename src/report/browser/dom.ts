type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Child = Node | string | null | undefined | false;

const svgNamespace = 'http://www.w3.org/2000/svg';

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  for (const child of children) if (child) element.append(child);
  return element;
}

/** An HTML element with attributes and children; texts are text nodes, never markup. */
export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

export function button(text: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const element = html('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', onClick);
  return element;
}

/** A labelled `<select>`; `groups` are shown as `<optgroup>` where there is more than one. */
export function select(
  label: string,
  groups: readonly { readonly label: string; readonly options: readonly (readonly [string, string])[] }[],
  onChange: (value: string) => void,
): { readonly element: HTMLLabelElement; set(value: string): void } {
  const control = html('select', {});
  const filled = groups.filter((g) => g.options.length > 0);
  for (const group of filled) {
    const options = group.options.map(([value, text]) => html('option', { value }, text));
    if (filled.length > 1) control.append(html('optgroup', { label: group.label }, ...options));
    else control.append(...options);
  }
  control.addEventListener('change', () => onChange(control.value));
  return {
    element: html('label', { class: 'control' }, html('span', {}, label), control),
    set(value) {
      control.value = value;
    },
  };
}
