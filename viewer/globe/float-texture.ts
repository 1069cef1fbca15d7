/** Numbers for a custom shader that are looked up by their place, not interpolated. */
import {
  PixelDatatype,
  PixelFormat,
  TextureMagnificationFilter,
  TextureMinificationFilter,
  TextureUniform,
} from '@cesium/engine';

/** @param data one or four floats a texel, row by row */
export function floatTexture(data: Float32Array, width: number, height: number): TextureUniform {
  return new TextureUniform({
    // floats; the engine's typing knows bytes only
    typedArray: data as unknown as Uint8Array,
    width,
    height,
    pixelFormat: data.length === width * height ? PixelFormat.RED : PixelFormat.RGBA,
    pixelDatatype: PixelDatatype.FLOAT,
    minificationFilter: TextureMinificationFilter.NEAREST,
    magnificationFilter: TextureMagnificationFilter.NEAREST,
    repeat: false,
  });
}
