/** What a file of lines, faces and pictures holds, in its own coordinates: x east, y north, z up; NaN where it has no height. */
import type { Crs } from '#core/crs/crs.ts';
import { LimitError } from '#core/errors.ts';

export interface ShapeText {
  readonly text: string;
  readonly at: readonly [x: number, y: number, z: number];
}

/** A grid of pixels, row by row from the north-west. */
export interface ShapeImage {
  /** Outer corner of the first pixel. */
  readonly west: number;
  readonly north: number;
  readonly stepE: number;
  readonly stepN: number;
  readonly cols: number;
  readonly rows: number;
  /** Heights in the file's units, NaN: none; or colours, four bytes a pixel. */
  readonly heights: Float32Array | null;
  readonly rgba: Uint8ClampedArray<ArrayBuffer> | null;
  /** Pixels of the file a pixel stands for, along each side. */
  readonly every: number;
}

export interface ShapeDraft {
  readonly format: ShapeFormat;
  /** x, y, z of the vertices of all lines, one line after another. */
  readonly lines: Float64Array;
  /** First vertex of each line, and the number of all. */
  readonly starts: Uint32Array;
  readonly vertices: Float64Array;
  readonly triangles: Uint32Array;
  readonly points: Float64Array;
  readonly texts: readonly ShapeText[];
  readonly image: ShapeImage | null;
  readonly crs: Crs | null;
  readonly problem: string | null;
  /** Metres of the file's units; null: those of its coordinate system. */
  readonly unitM: number | null;
  readonly notes: readonly ShapeNote[];
  /** What the reader noticed, in its own words. */
  readonly warnings: readonly string[];
}

export type ShapeFormat = 'LandXML' | 'DXF' | 'SIMA' | 'GeoJSON' | 'KML' | 'GeoTIFF';

/** Told in plain words by the page. */
export interface ShapeNote {
  readonly kind: 'blocks' | 'tilted' | 'texts' | 'broken' | 'thinned' | 'paths';
  readonly count: number;
}

const MAX_VERTICES = 4_000_000;

/** Collects lines, points and texts; a file that holds more than a browser can draw is refused. */
export class ShapeBuilder {
  private readonly lines: number[] = [];
  private readonly starts: number[] = [];
  private readonly points: number[] = [];
  readonly texts: ShapeText[] = [];

  line(vertices: Iterable<readonly [number, number, number]>): void {
    this.starts.push(this.lines.length / 3);
    for (const [x, y, z] of vertices) this.lines.push(x, y, z);
    this.check();
  }

  point(x: number, y: number, z: number): void {
    this.points.push(x, y, z);
    this.check();
  }

  text(text: string, at: readonly [number, number, number]): void {
    if (text.trim() !== '') this.texts.push({ text: text.trim().slice(0, 80), at });
  }

  private check(): void {
    const actual = (this.lines.length + this.points.length) / 3;
    if (actual <= MAX_VERTICES) return;
    throw new LimitError(`expected at most ${MAX_VERTICES} vertices, seen more`, { limit: MAX_VERTICES, actual });
  }

  done(more: Pick<ShapeDraft, 'format'> & Partial<ShapeDraft>): ShapeDraft {
    return {
      lines: Float64Array.from(this.lines),
      starts: Uint32Array.from([...this.starts, this.lines.length / 3]),
      points: Float64Array.from(this.points),
      texts: this.texts,
      vertices: new Float64Array(0),
      triangles: new Uint32Array(0),
      image: null,
      crs: null,
      problem: null,
      unitM: 1,
      notes: [],
      warnings: [],
      ...more,
    };
  }
}

/** Positions as one list. */
export function joined(east: Float64Array, north: Float64Array, height: Float64Array): Float64Array {
  const all = new Float64Array(3 * east.length);
  for (let v = 0; v < east.length; v++) all.set([east[v]!, north[v]!, height[v]!], 3 * v);
  return all;
}
