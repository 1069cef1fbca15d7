/** Reads PDFs back with pdf.js (npm unpdf carries it without native parts), as an outside witness. */
import { getResolvedPDFJS } from 'unpdf';

export interface ReadPage {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly text: string;
  /** Lower left corner of each text, mm. */
  readonly places: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  readonly pathCount: number;
}

export interface ReadPdf {
  readonly title: string;
  readonly author: string;
  readonly pages: readonly ReadPage[];
}

const MM = 25.4 / 72;

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const { getDocument, OPS } = await getResolvedPDFJS();
  // pdf.js takes the buffer away
  const task = getDocument({ data: bytes.slice(), verbosity: 0, disableFontFace: true });
  const pdf = await task.promise;
  const { info } = (await pdf.getMetadata()) as { info: { Title?: string; Author?: string } };
  const pages: ReadPage[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const content = await page.getTextContent();
    const items = content.items.filter((item) => 'str' in item);
    const { fnArray } = await page.getOperatorList();
    pages.push({
      widthMm: width * MM,
      heightMm: height * MM,
      text: items.map((item) => item.str).join('\n'),
      places: items
        .filter((item) => item.str.trim() !== '')
        .map((item) => ({ text: item.str, x: item.transform[4] * MM, y: item.transform[5] * MM })),
      pathCount: fnArray.filter((op) => op === OPS.constructPath).length,
    });
  }
  await task.destroy();
  return { title: info.Title ?? '', author: info.Author ?? '', pages };
}
