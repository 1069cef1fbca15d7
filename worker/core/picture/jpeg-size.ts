/** Width and height of a JPEG file (ITU-T T.81, B.1.1, B.2.2), without decoding it. */

export interface PixelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The size stands in the first frame header (SOF0–SOF15 but DHT, JPG, DAC); segments before it are stepped over.
 * @returns null for what is no JPEG, or has no frame before its scan
 */
export function jpegSize(bytes: Uint8Array): PixelSize | null {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { widthPx: view.getUint16(at + 7), heightPx: view.getUint16(at + 5) };
    // the scan begins: no frame header came before it
    if (marker === 0xda) return null;
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}
