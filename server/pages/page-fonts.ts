/** The fonts of pages that are no part of the viewer. */

/** For a style sheet. A browser fetches it only for characters that no font before it has. */
export const PAGE_FONT_FACES = [
  { weight: 400, name: 'regular' },
  { weight: 700, name: 'bold' },
]
  .map(
    ({ weight, name }) =>
      `@font-face{font-family:'BIZ UDGothic Web';font-weight:${weight};font-display:swap;src:url(/fonts/biz-udgothic-${name}.ttf) format('truetype')}`,
  )
  .join('');

/** System fonts first: a Japanese machine fetches nothing. */
export const PAGE_FONTS =
  "system-ui,'Hiragino Sans','Yu Gothic UI',Meiryo,'Noto Sans JP','Noto Sans CJK JP','BIZ UDGothic Web',sans-serif";
