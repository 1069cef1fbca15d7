/**
 * Elevations as colours of PNG tiles. `gsi`: 標高PNG of GSI and GSJ, steps of 0.01 m, void (128, 0, 0); `terrain-rgb`: Mapbox,
 * 0.1 m from −10,000 m; `terrarium`: 1/256 m from −32,768 m. The latter two know no void: such pixels are clear and stand at 0 m.
 */

export const ELEVATION_ENCODINGS = ['gsi', 'terrain-rgb', 'terrarium'] as const;
export type ElevationEncoding = (typeof ELEVATION_ENCODINGS)[number];

/** Heights come back within half a step; of terrarium, which rounds down, within a whole one. */
export const ENCODING_STEP_M: Readonly<Record<ElevationEncoding, number>> = {
  gsi: 0.01,
  'terrain-rgb': 0.1,
  terrarium: 1 / 256,
};

const VOID_GSI = 2 ** 23;

/** @returns red, green, blue and opacity a pixel */
export function encodeElevations(heights: ArrayLike<number>, encoding: ElevationEncoding): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(4 * heights.length);
  for (let i = 0; i < heights.length; i++) {
    const height = heights[i]!;
    const isVoid = Number.isNaN(height);
    const code = isVoid && encoding === 'gsi' ? VOID_GSI : codeOf(isVoid ? 0 : height, encoding);
    pixels[4 * i] = code >>> 16;
    pixels[4 * i + 1] = (code >>> 8) & 255;
    pixels[4 * i + 2] = code & 255;
    // 標高PNG marks voids by their colour: an opaque one comes through every decoder unchanged
    pixels[4 * i + 3] = isVoid && encoding !== 'gsi' ? 0 : 255;
  }
  return pixels;
}

/** 24 bits. */
function codeOf(height: number, encoding: ElevationEncoding): number {
  const clamp = (value: number, last: number) => Math.min(last, Math.max(0, Math.round(value)));
  switch (encoding) {
    case 'gsi': {
      const steps = Math.round(height * 100);
      // below sea level as a complement; the void's own code stays free
      return steps >= 0 ? Math.min(VOID_GSI - 1, steps) : Math.max(VOID_GSI + 1, 2 ** 24 + steps);
    }
    case 'terrain-rgb':
      return clamp((height + 10_000) * 10, 2 ** 24 - 1);
    case 'terrarium':
      return clamp(Math.floor((height + 32_768) * 256), 2 ** 24 - 1);
  }
}

/** Metres; NaN for void. */
export function decodeElevation(red: number, green: number, blue: number, encoding: ElevationEncoding): number {
  const code = 65_536 * red + 256 * green + blue;
  switch (encoding) {
    case 'gsi':
      if (code === VOID_GSI) return Number.NaN;
      return (code < VOID_GSI ? code : code - 2 ** 24) / 100;
    case 'terrain-rgb':
      return code / 10 - 10_000;
    case 'terrarium':
      return code / 256 - 32_768;
  }
}
