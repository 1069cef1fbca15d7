/** Letters of pictures that leave the page. */

export const PICTURE_FONT = '"Noto Sans JP Variable", system-ui, sans-serif';

/** Lines that fit, in the font of the context: words and numbers stay whole, Japanese breaks anywhere. */
export function wrapText(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(/[A-Za-z0-9.,:;()<>@/_+-]+\s?|[\s\S]/gu) ?? []) {
    if (line !== '' && context.measureText(line + part.trimEnd()).width > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}
