/** The sheet that is printed: A4 across, the picture with title, legend, scale and source, and the table of the result beside it. */
import { createRoot } from 'react-dom/client';
import type { ResultTable } from './result-table.ts';

/** Opens the browser's dialog with the sheet alone on it; resolves when that is closed. */
export async function printSheet(picture: Blob, title: string, table: ResultTable | null): Promise<void> {
  const holder = document.createElement('div');
  holder.className = 'print-sheet';
  document.body.append(holder);
  const url = URL.createObjectURL(picture);
  const root = createRoot(holder);
  try {
    await new Promise<void>((resolve) =>
      root.render(<Sheet url={url} title={title} table={table} onShown={resolve} />),
    );
    // the dialog names the file after the page
    const name = document.title;
    document.title = title;
    window.print();
    document.title = name;
  } finally {
    root.unmount();
    holder.remove();
    URL.revokeObjectURL(url);
  }
}

interface SheetProps {
  readonly url: string;
  readonly title: string;
  readonly table: ResultTable | null;
  readonly onShown: () => void;
}

function Sheet({ url, title, table, onShown }: SheetProps) {
  return (
    <div className={table ? 'print-page has-table' : 'print-page'}>
      <img
        src={url}
        alt={title}
        onLoad={({ currentTarget }) => void currentTarget.decode().then(onShown, onShown)}
        onError={onShown}
      />
      {table && (
        <section>
          <h2>{table.title}</h2>
          <table>
            <thead>
              <tr>
                {table.head.map((cell) => (
                  <th key={cell} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(([name = '', ...cells]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
