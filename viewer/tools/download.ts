/** Handing a text to the user as a file. */
export function downloadText(name: string, mediaType: string, text: string): void {
  downloadBlob(name, new Blob([text], { type: mediaType }));
}

export function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the data by then.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every system takes as that of a file. */
export const fileNameOf = (title: string): string => title.replace(/[\\/:*?"<>|]/g, '_');

/** One CSV field: quoted where it must be; no data is empty. */
export function csvField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV with CRLF, with the mark by which spreadsheets know UTF-8. */
export function csvText(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(csvField).join(',')).join('\r\n')}\r\n`;
}
