import { html } from './dom.ts';

/** Offers bytes made in the page as a download. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = html('a', { href: url, download: name.replace(/[^\w.-]+/g, '_').slice(0, 80) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const copied = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  // Without it the halo of a label covers the label.
  'paint-order',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
];

/** A drawing that stands alone: styles of the page written into it, text kept as text. */
export function standAlone(drawing: SVGSVGElement): string {
  const holder = html('div', { class: 'offscreen view', 'aria-hidden': 'true' }, drawing);
  document.body.append(holder);
  for (const element of drawing.querySelectorAll<SVGElement>('path,line,rect,circle,text,tspan')) {
    const style = getComputedStyle(element);
    for (const name of copied) {
      const value = style.getPropertyValue(name);
      if (value !== '') element.setAttribute(name, value);
    }
    element.removeAttribute('class');
  }
  drawing.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const text = new XMLSerializer().serializeToString(drawing);
  holder.remove();
  return text;
}

/** The drawing as a PNG at twice its size on the page's paper colour. */
export async function savePng(name: string, drawing: SVGSVGElement): Promise<void> {
  const width = Number(drawing.getAttribute('width'));
  const height = Number(drawing.getAttribute('height'));
  const url = URL.createObjectURL(new Blob([standAlone(drawing)], { type: 'image/svg+xml' }));
  const image = html('img', { src: url, alt: '' });
  await image.decode();
  const canvas = html('canvas', { width: width * 2, height: height * 2 });
  const g = canvas.getContext('2d')!;
  g.fillStyle = getComputedStyle(document.body).getPropertyValue('--card').trim() || '#fff';
  g.fillRect(0, 0, canvas.width, canvas.height);
  g.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (blob !== null) saveFile(name, blob);
}
