/** The binary container of glTF 2.0: 12-byte header, JSON chunk, BIN chunk, each padded to 4 bytes. Source: glTF 2.0 §4. */

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;

/** A file of a JSON document and one buffer. The JSON is written in ASCII (others escaped), so that its bytes are its characters. */
export function writeGlb(document: object, bin: Uint8Array): Uint8Array {
  const json = JSON.stringify(document).replace(/[^\x20-\x7e]/g, escapeUnit);
  const jsonBytes = padded(json.length);
  const binBytes = padded(bin.length);
  const total = 12 + 8 + jsonBytes + (bin.length > 0 ? 8 + binBytes : 0);
  const glb = new Uint8Array(total);
  const view = new DataView(glb.buffer);
  [MAGIC, 2, total, jsonBytes, JSON_CHUNK].forEach((word, index) => {
    view.setUint32(4 * index, word, true);
  });
  glb.fill(0x20, 20, 20 + jsonBytes);
  for (let at = 0; at < json.length; at++) glb[20 + at] = json.charCodeAt(at);
  if (bin.length > 0) {
    view.setUint32(20 + jsonBytes, binBytes, true);
    view.setUint32(24 + jsonBytes, BIN_CHUNK, true);
    glb.set(bin, 28 + jsonBytes);
  }
  return glb;
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Length rounded up to whole words. */
export function padded(sizeBytes: number): number {
  return (sizeBytes + 3) & ~3;
}
