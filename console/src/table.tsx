// A table that sorts by its headers and scrolls inside its own frame on a narrow page.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly number?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
  /** Value to sort by; null sorts last. Columns without it do not sort. */
  readonly sort?: (row: Row) => number | string | null;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly rowClass?: (row: Row) => string;
}

function compare(a: number | string | null, b: number | string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'en', { numeric: true });
}

export function DataTable<Row>({ caption, rows, rowKey, columns, rowClass }: DataTableProps<Row>) {
  const [order, setOrder] = useState<{ column: number; down: boolean } | null>(null);
  const by = order === null ? undefined : columns[order.column]?.sort;
  const sorted =
    by === undefined ? rows : [...rows].sort((a, b) => compare(by(a), by(b)) * (order?.down === true ? -1 : 1));
  const press = (column: number): void =>
    setOrder((old) => ({ column, down: old?.column === column ? !old.down : false }));
  return (
    <div class="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={column.title}
                scope="col"
                class={column.number === true ? 'number' : ''}
                aria-sort={order?.column === index ? (order.down ? 'descending' : 'ascending') : 'none'}
              >
                {column.sort === undefined ? (
                  column.title
                ) : (
                  <button type="button" onClick={() => press(index)}>
                    {column.title}
                    <span class="sort-sign" aria-hidden="true">
                      {order?.column === index ? (order.down ? '▾' : '▴') : ''}
                    </span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={rowKey(row)} class={rowClass?.(row) ?? ''}>
              {columns.map((column) => (
                <td key={column.title} class={column.number === true ? 'number' : ''}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
