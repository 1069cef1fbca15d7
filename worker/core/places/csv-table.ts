/** Rows of fields of a CSV text; quoted fields may hold commas, line breaks and doubled quotes. Rows without text are left out. */
export function csvTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  for (let match = field.exec(text); match && field.lastIndex <= text.length; match = field.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    if (row.some((one) => one.trim() !== '')) rows.push(row);
    row = [];
    if (match[3] === '' || field.lastIndex === text.length) break;
  }
  return rows;
}
