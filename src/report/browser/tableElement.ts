import { html } from './dom.ts';
import type { TableData } from './views/defineView.ts';

const mostRows = 2000;

/** A real `<table>` with caption and scopes; very long ones end with a row that says what was left out. */
export function tableElement(data: TableData): HTMLElement {
  const head = html('tr', {});
  for (const { label, numeric } of data.columns)
    head.append(html('th', { scope: 'col', class: numeric ? 'number' : null }, label));
  const body = html('tbody', {});
  for (const row of data.rows.slice(0, mostRows)) {
    const line = html('tr', {});
    row.forEach((value, i) => {
      const numeric = data.columns[i]?.numeric === true;
      const text = String(value);
      line.append(
        i === 0
          ? html('th', { scope: 'row', class: numeric ? 'cell number' : 'cell' }, text)
          : html('td', { class: numeric ? 'cell number' : 'cell' }, text),
      );
    });
    body.append(line);
  }
  if (data.rows.length > mostRows)
    body.append(
      html(
        'tr',
        {},
        html(
          'td',
          { colspan: data.columns.length },
          `… and ${data.rows.length - mostRows} more rows: save as CSV`,
        ),
      ),
    );
  return html(
    'div',
    { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': data.caption },
    html('table', {}, html('caption', {}, data.caption), html('thead', {}, head), body),
  );
}
