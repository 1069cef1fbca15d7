/** Recalculates a workbook in an engine of its own: npm hyperformula. */
import { Workbook } from '@cj-tech-master/excelts';
import { HyperFormula } from 'hyperformula';

export interface Sheets {
  readonly cached: Map<string, unknown>;
  readonly engine: HyperFormula;
}

/** Reads a workbook back; the engine gets formulas and inputs, never the cached results. */
export async function recalculate(bytes: Uint8Array, smartRounding = false): Promise<Sheets> {
  const workbook = new Workbook();
  await workbook.xlsx.load(bytes);
  const cached = new Map<string, unknown>();
  const sheets: Record<string, (string | number | null)[][]> = {};
  for (const sheet of workbook.worksheets) {
    const rows: (string | number | null)[][] = [];
    sheet.eachRow({ includeEmpty: true }, (row, number) => {
      const cells: (string | number | null)[] = [];
      row.eachCell({ includeEmpty: true }, (cell, column) => {
        const value = cell.value as { formula?: string; result?: unknown } | string | number | null;
        if (value !== null && typeof value === 'object' && value.formula !== undefined) {
          cells[column - 1] = `=${value.formula}`;
          cached.set(`${sheet.name}!${cell.address}`, value.result);
          // a text stays a text in the engine as it does in the file
        } else cells[column - 1] = typeof value === 'string' ? `'${value}` : (value as number | null);
      });
      rows[number - 1] = Array.from(cells, (cell) => cell ?? null);
    });
    sheets[sheet.name] = Array.from(rows, (row) => row ?? []);
  }
  return {
    cached,
    engine: HyperFormula.buildFromSheets(sheets, { licenseKey: 'gpl-v3', smartRounding, precisionRounding: 14 }),
  };
}

export function cellValue(engine: HyperFormula, address: string): unknown {
  const [sheet, cell] = address.split('!') as [string, string];
  return engine.getCellValue(engine.simpleCellAddressFromString(cell, engine.getSheetId(sheet)!)!);
}
