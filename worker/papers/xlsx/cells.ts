/** How cells of the calculation sheets look, and the frame of a page. */
import { type Borders, PaperSize, type Worksheet } from '@cj-tech-master/excelts';
import { cleanText } from '#core/drawing/text-metrics.ts';

export const THIN: Partial<Borders> = {
  top: { style: 'thin' },
  left: { style: 'thin' },
  bottom: { style: 'thin' },
  right: { style: 'thin' },
};
export const FONT = 'BIZ UDゴシック';
const HEAD_FILL = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8EEF4' } } as const;

export type CellValue = string | number | null | { readonly formula: string; readonly result: number };

export interface CellStyle {
  readonly format?: string;
  readonly bold?: boolean;
  readonly size?: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly border?: boolean;
  readonly wrap?: boolean;
  readonly head?: boolean;
}

/**
 * Writes a cell. A text stays a text whatever it begins with: only `formula` makes a formula.
 */
export function put(sheet: Worksheet, row: number, column: number, value: CellValue, style: CellStyle = {}): void {
  const cell = sheet.getCell(row, column);
  cell.value = typeof value === 'string' ? cellText(value) : (value as never);
  cell.font = { name: FONT, size: style.size ?? 10, bold: style.bold ?? style.head ?? false };
  const horizontal = style.align ?? (style.head ? 'center' : typeof value === 'string' ? 'left' : 'right');
  cell.alignment = { horizontal, vertical: 'middle', wrapText: style.wrap ?? style.head ?? false };
  if (style.format) cell.numFmt = style.format;
  if (style.border ?? style.head) cell.border = THIN;
  if (style.head) cell.fill = HEAD_FILL;
}

/** At most what a cell may hold. */
export function cellText(text: string): string {
  return cleanText(text).slice(0, 32_000);
}

export interface PageFrame {
  readonly landscape?: boolean;
  /** Rows at the top that stand on every page, `1:6`. */
  readonly titleRows?: string;
  readonly widths: readonly number[];
  readonly footer: string;
}

/** A4, one page wide, headings repeated, request and page number at the foot. */
export function frame(sheet: Worksheet, { landscape = false, titleRows, widths, footer }: PageFrame): void {
  sheet.pageSetup.paperSize = PaperSize.A4;
  sheet.pageSetup.orientation = landscape ? 'landscape' : 'portrait';
  sheet.pageSetup.fitToPage = true;
  sheet.pageSetup.fitToWidth = 1;
  sheet.pageSetup.fitToHeight = 0;
  sheet.pageSetup.horizontalCentered = true;
  sheet.pageSetup.margins = { left: 0.8, right: 0.5, top: 0.7, bottom: 0.7, header: 0.3, footer: 0.3 };
  if (titleRows) sheet.pageSetup.printTitlesRow = titleRows;
  // & begins a code in headers and footers
  sheet.headerFooter.oddFooter = `&L&8${cellText(footer).replaceAll('&', '&&')}&R&P / &N`;
  widths.forEach((width, index) => {
    sheet.getColumn(index + 1).width = width;
  });
}
