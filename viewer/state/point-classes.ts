/** ASPRS point classes (LAS 1.4, table 17): colours of the picture, legend and chart. Names are in the locales. */

/** Colours as 0xRRGGBB, by class code; any other code takes `OTHER_CLASS_COLOUR`. */
export const CLASS_COLOURS: Readonly<Record<number, number>> = {
  0: 0x9aa0a6,
  1: 0xb4b8bc,
  2: 0xb58a5c,
  3: 0xa6cf6b,
  4: 0x6cae4d,
  5: 0x2f7d3b,
  6: 0xd9694f,
  7: 0xe02fd0,
  8: 0xd8cf5a,
  9: 0x3f8fdc,
  10: 0x8a6fc4,
  11: 0x6b7280,
  13: 0xf2c230,
  14: 0xf59a23,
  15: 0xc2571a,
  16: 0x8c5a2b,
  17: 0x5fc6c9,
  18: 0xff4d9d,
};

export const OTHER_CLASS_COLOUR = 0xdfe3e6;

export function classColour(code: number): number {
  return CLASS_COLOURS[code] ?? OTHER_CLASS_COLOUR;
}

export function cssColour(rgb: number): string {
  return `#${rgb.toString(16).padStart(6, '0')}`;
}
