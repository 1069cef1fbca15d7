/** How wide a text is on paper, and making it fit: full-width characters are 1 em, all others half an em. */

/**
 * Takes out what no drawing format may hold: control characters, line ends, unpaired surrogates, and the marks that turn
 * the direction of writing. Blanks at the ends go.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ufffd]/g, '')
    .trim();
}

function isHalfWidth(code: number): boolean {
  return code < 0x2000 || (code >= 0xff61 && code <= 0xff9f);
}

/** Width in em. Combining marks count as well: too wide rather than too narrow. */
export function textWidthEm(text: string): number {
  let width = 0;
  for (const character of text) width += isHalfWidth(character.codePointAt(0)!) ? 0.5 : 1;
  return width;
}

export function textWidthMm(text: string, heightMm: number): number {
  return textWidthEm(text) * heightMm;
}

/** Cuts a text so that it is at most `widthEm` wide; what is cut ends with an ellipsis. */
export function cutText(text: string, widthEm: number): string {
  if (textWidthEm(text) <= widthEm) return text;
  let kept = '';
  let width = 1;
  for (const character of text) {
    width += textWidthEm(character);
    if (width > widthEm) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

export interface FittedText {
  readonly text: string;
  readonly heightMm: number;
}

/** Makes a text fit a width: first smaller, down to `smallest` of its height, then cut. */
export function fitText(text: string, widthMm: number, heightMm: number, smallest = 0.6): FittedText {
  const cleaned = cleanText(text);
  const needed = textWidthMm(cleaned, heightMm);
  if (needed <= widthMm) return { text: cleaned, heightMm };
  const height = Math.max((heightMm * widthMm) / needed, heightMm * smallest);
  // a hair more than asked, so that a text that was shrunk to fit is not cut by rounding
  return { text: cutText(cleaned, widthMm / height + 1e-9), heightMm: height };
}

/** Breaks a text into lines of at most `widthEm`: at spaces where there are any, else between any two characters. */
export function wrapText(text: string, widthEm: number, maxLines = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let rest = cleanText(text);
  while (rest !== '') {
    if (lines.length === maxLines - 1 || textWidthEm(rest) <= widthEm) {
      lines.push(cutText(rest, widthEm));
      break;
    }
    let length = 0;
    let width = 0;
    for (const character of rest) {
      width += textWidthEm(character);
      if (width > widthEm) break;
      length += character.length;
    }
    length = Math.max(length, [...rest][0]!.length);
    const space = rest.lastIndexOf(' ', length);
    const at = space > length * 0.5 ? space : length;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return lines;
}
