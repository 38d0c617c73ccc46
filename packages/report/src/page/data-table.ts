import { html, type Html } from './html.ts';

/** A table with its title above it and its caption below. */
export function dataTable(table: {
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly string[];
  /** `<tr>` elements; the first cell of each is its heading. */
  readonly rows: readonly Html[];
  /** Whether it spans the page, or one of the two columns of figures. */
  readonly width: 'page' | 'column';
}): Html {
  return html`<figure class="${table.width}">
    <h3>${table.title}</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${table.columns.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${table.rows}
        </tbody>
      </table>
    </div>
    <figcaption>${table.caption}</figcaption>
  </figure>`;
}
