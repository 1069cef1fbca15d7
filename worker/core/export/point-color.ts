/**
 * LAS colour into glTF vertex colour. LAS keeps 16 bits a channel, but many writers store 8-bit values as they are,
 * shifted by 8, or times 257; the upper (or only) byte is the sRGB value in all of these. glTF's COLOR_0 is linear, so
 * the sRGB curve is taken off here and put back on by the renderer. Source: LAS 1.4 R16 §2.6; glTF 2.0 §3.9.2; IEC 61966-2-1.
 */

/** How a file uses its colour fields: 8 = values 0–255, 16 = the upper byte counts, null = no colour at all. */
export type ColorBits = 8 | 16 | null;

/**
 * How colour is stored, seen from a sample that stands for the whole file (the root node): one dark node must not
 * change its mind.
 */
export function detectColorBits(rgb: Uint16Array | null): ColorBits {
  if (!rgb) return null;
  let largest = 0;
  for (const value of rgb) if (value > largest) largest = value;
  if (largest === 0) return null;
  return largest <= 255 ? 8 : 16;
}

const LINEAR = Uint8Array.from({ length: 256 }, (_, value) => {
  const srgb = value / 255;
  const linear = srgb <= 0.04045 ? srgb / 12.92 : ((srgb + 0.055) / 1.055) ** 2.4;
  return Math.round(255 * linear);
});

/** RGBA, linear, alpha 255, four bytes a point; `order` says which point comes where. */
export function linearColors(rgb: Uint16Array, bits: 8 | 16, order: Uint32Array): Uint8Array {
  const colors = new Uint8Array(4 * order.length);
  const shift = bits === 16 ? 8 : 0;
  for (let place = 0; place < order.length; place++) {
    const source = 3 * order[place]!;
    for (let channel = 0; channel < 3; channel++) {
      colors[4 * place + channel] = LINEAR[Math.min(255, rgb[source + channel]! >> shift)]!;
    }
    colors[4 * place + 3] = 255;
  }
  return colors;
}
