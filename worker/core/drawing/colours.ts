/** The colours of the SXF predefined set that the drawings use: as RGB on white paper, and as a colour number of DXF. */
export type Colour =
  | 'black'
  | 'red'
  | 'green'
  | 'blue'
  | 'yellow'
  | 'magenta'
  | 'cyan'
  | 'brown'
  | 'orange'
  | 'lightgrey'
  | 'darkgrey';

export type Rgb = readonly [number, number, number];

/** For ink on white paper: yellow, cyan and green are darker than on a screen so that thin lines are seen. */
export const INK: Readonly<Record<Colour, Rgb>> = {
  black: [0, 0, 0],
  red: [205, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 205],
  yellow: [176, 140, 0],
  magenta: [170, 0, 170],
  cyan: [0, 128, 140],
  brown: [140, 80, 30],
  orange: [205, 100, 0],
  lightgrey: [170, 170, 170],
  darkgrey: [100, 100, 100],
};

/** Of areas, pale enough for lines and texts above them. */
export const TINT: Readonly<Record<Colour, Rgb>> = {
  black: [225, 225, 225],
  red: [255, 214, 208],
  green: [216, 240, 216],
  blue: [214, 222, 255],
  yellow: [255, 246, 178],
  magenta: [248, 218, 248],
  cyan: [212, 242, 246],
  brown: [240, 224, 206],
  orange: [255, 230, 204],
  lightgrey: [242, 242, 242],
  darkgrey: [228, 228, 228],
};

/** AutoCAD colour index; 7 is black on white and white on black. */
export const COLOUR_NUMBER: Readonly<Record<Colour, number>> = {
  black: 7,
  red: 1,
  green: 3,
  blue: 5,
  yellow: 2,
  magenta: 6,
  cyan: 4,
  brown: 34,
  orange: 30,
  lightgrey: 9,
  darkgrey: 8,
};
