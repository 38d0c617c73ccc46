import type { WordTable } from '../word-table.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';

/** A table of words on a page: as wide as the page when it has many columns. */
export function wordTableFigure({ title, caption, columns, rows }: WordTable): Html {
  return dataTable({
    title,
    caption,
    columns,
    rows: rows.map(
      ([heading = '', ...cells]) =>
        html`<tr>
          <th scope="row">${heading}</th>
          ${cells.map((cell) => html`<td>${cell}</td>`)}
        </tr>`,
    ),
    width: columns.length > 3 ? 'page' : 'column',
  });
}
