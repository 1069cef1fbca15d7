/** Tiles of an image, predicted: what stands in them is the step from the pixel before, which deflates better. */
import type { Band } from './overview.ts';

export class Tiling {
  readonly count: number;
  private readonly across: number;
  private readonly cols: number;
  private readonly rows: number;
  private readonly size: number;

  constructor(cols: number, rows: number, size: number) {
    this.cols = cols;
    this.rows = rows;
    this.size = size;
    this.across = Math.ceil(cols / size);
    this.count = this.across * Math.ceil(rows / size);
  }

  /** Bands pixel by pixel, little-endian, predicted; beyond the image no data, or 0. */
  tileBytes(bands: readonly Band[], tile: number, noData: number | null): Uint8Array {
    const { cols, rows, size } = this;
    const [first] = bands as [Band];
    const bytesPerSample = first.BYTES_PER_ELEMENT;
    const bytes = new Uint8Array(size * size * bands.length * bytesPerSample);
    const view = new DataView(bytes.buffer);
    const set = setterOf(first, view);
    const [left, top] = [(tile % this.across) * size, Math.floor(tile / this.across) * size];
    let at = 0;
    for (let row = top; row < top + size; row++) {
      for (let col = left; col < left + size; col++) {
        const isInside = row < rows && col < cols;
        for (const band of bands) {
          set(at, isInside ? band[row * cols + col]! : (noData ?? 0));
          at += bytesPerSample;
        }
      }
    }
    const rowBytes = size * bands.length * bytesPerSample;
    for (let begin = 0; begin < bytes.length; begin += rowBytes) {
      const line = bytes.subarray(begin, begin + rowBytes);
      if (first instanceof Float32Array) predictFloats(line, bands.length);
      else if (bytesPerSample === 2) predictShorts(line, bands.length);
      else predictBytes(line, bands.length);
    }
    return bytes;
  }
}

function setterOf(band: Band, view: DataView): (at: number, value: number) => void {
  if (band instanceof Float32Array) return (at, value) => view.setFloat32(at, value, true);
  if (band instanceof Uint8Array) return (at, value) => view.setUint8(at, value);
  if (band instanceof Int16Array) return (at, value) => view.setInt16(at, value, true);
  return (at, value) => view.setUint16(at, value, true);
}

/** Predictor 3: first bytes by significance, the most significant of all samples first, then the step from sample to sample. */
function predictFloats(line: Uint8Array, samples: number): void {
  const plain = line.slice();
  const count = line.length / 4;
  for (let i = 0; i < count; i++) {
    for (let byte = 0; byte < 4; byte++) line[(3 - byte) * count + i] = plain[4 * i + byte]!;
  }
  predictBytes(line, samples);
}

/** Predictor 2 on bytes. */
function predictBytes(line: Uint8Array, samples: number): void {
  for (let i = line.length - 1; i >= samples; i--) line[i]! -= line[i - samples]!;
}

/** Predictor 2 on 16 bits. */
function predictShorts(line: Uint8Array, samples: number): void {
  const view = new DataView(line.buffer, line.byteOffset, line.byteLength);
  for (let i = line.length / 2 - 1; i >= samples; i--) {
    view.setUint16(2 * i, view.getUint16(2 * i, true) - view.getUint16(2 * (i - samples), true), true);
  }
}
