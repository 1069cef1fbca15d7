/** Tables of colours and rasters of heights as textures. */
import {
  ClampToEdgeWrapping,
  DataTexture,
  FloatType,
  NearestFilter,
  NoColorSpace,
  RedFormat,
  RGBAFormat,
  UnsignedByteType,
} from 'three';
import { type ColourStops, colourAt, kindColour, rgbParts } from '../../state/colour-ramp.ts';
import { type ClassStyle, classStyle } from '../../state/seeing/class-style.ts';
import { type HeightGrid, NO_HEIGHT } from '../../state/seeing/height-grid.ts';

const ENTRIES = 256;

/** 256 colours in a row, not interpolated; sRGB as it is. */
export function createTable(): DataTexture {
  const texture = new DataTexture(new Uint8Array(4 * ENTRIES), ENTRIES, 1, RGBAFormat, UnsignedByteType);
  texture.colorSpace = NoColorSpace;
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  texture.wrapS = ClampToEdgeWrapping;
  return texture;
}

function fill(texture: DataTexture, colourOf: (entry: number) => readonly [number, number, number, number?]): void {
  const data = texture.image.data as Uint8Array;
  for (let entry = 0; entry < ENTRIES; entry++) {
    const [red, green, blue, alpha = 1] = colourOf(entry);
    for (const [part, value] of [red, green, blue, alpha].entries()) data[4 * entry + part] = Math.round(255 * value);
  }
  texture.needsUpdate = true;
}

export function fillRamp(texture: DataTexture, stops: ColourStops): void {
  fill(texture, (entry) => colourAt(stops, entry / (ENTRIES - 1)));
}

export function fillKinds(texture: DataTexture): void {
  fill(texture, (entry) => rgbParts(kindColour(entry)));
}

/** Alpha is 0 for classes that are not shown. */
export function fillClasses(
  texture: DataTexture,
  styles: readonly ClassStyle[],
  collection: string,
  shown: readonly number[] | null,
): void {
  fill(texture, (code) => [
    ...rgbParts(classStyle(styles, code, collection).colour),
    shown === null || shown.includes(code) ? 1 : 0,
  ]);
}

/** Heights over the origin of the scene, so that 32 bits keep millimetres. */
export function heightTexture({ heights, cols, rows }: HeightGrid, originHeightM: number): DataTexture {
  const data = heights.map((height) => (Number.isNaN(height) ? NO_HEIGHT : height - originHeightM));
  const texture = new DataTexture(data, cols, rows, RedFormat, FloatType);
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}

/** One cell without data: for collections whose surface is not there. */
export function emptyHeightTexture(): DataTexture {
  const texture = new DataTexture(Float32Array.of(NO_HEIGHT), 1, 1, RedFormat, FloatType);
  texture.needsUpdate = true;
  return texture;
}
