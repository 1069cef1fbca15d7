/**
 * What a picture file is, by its first bytes: PNG (W3C PNG 3, §5.2, §11.2.1), JPEG (ITU-T T.81, B.1.1, B.2.2), WebP (RFC 9649, §2.4–2.7).
 * The name of a file and what a client says of it count for nothing.
 */
import { jpegSize } from '#core/picture/jpeg-size.ts';
import { problem } from '../errors.ts';

export interface PictureKind {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly extension: 'png' | 'jpg' | 'webp';
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A side longer than this is refused: browsers cannot show it, and a small file can unpack to it. */
const MAX_SIDE_PX = 20_000;
const MAX_PIXELS = 150_000_000;

/** @throws {HttpProblem} UNSUPPORTED_MEDIA_TYPE, LIMIT */
export function pictureKind(bytes: Buffer): PictureKind {
  const found = readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes);
  if (!found) {
    const seen = bytes.subarray(0, 8).toString('hex');
    throw problem(
      'UNSUPPORTED_MEDIA_TYPE',
      `expected a PNG, JPEG or WebP picture, seen a file that begins with ${seen}`,
    );
  }
  const { widthPx, heightPx } = found;
  if (widthPx < 1 || heightPx < 1 || Math.max(widthPx, heightPx) > MAX_SIDE_PX || widthPx * heightPx > MAX_PIXELS) {
    throw problem(
      'LIMIT',
      `a picture has 1 to ${MAX_SIDE_PX} pixels a side and ${MAX_PIXELS} at most, seen ${widthPx} × ${heightPx}`,
    );
  }
  return found;
}

function readPng(bytes: Buffer): PictureKind | null {
  if (bytes.length < 33 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return null;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { type: 'image/png', extension: 'png', widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20) };
}

function readJpeg(bytes: Buffer): PictureKind | null {
  const size = jpegSize(bytes);
  return size && { type: 'image/jpeg', extension: 'jpg', ...size };
}

function readWebp(bytes: Buffer): PictureKind | null {
  const text = (from: number, to: number) => bytes.toString('latin1', from, to);
  if (bytes.length < 30 || text(0, 4) !== 'RIFF' || text(8, 12) !== 'WEBP') return null;
  const kind = { type: 'image/webp', extension: 'webp' } as const;
  switch (text(12, 16)) {
    case 'VP8X':
      return { ...kind, widthPx: bytes.readUIntLE(24, 3) + 1, heightPx: bytes.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      if (bytes[20] !== 0x2f) return null;
      const bits = bytes.readUInt32LE(21);
      return { ...kind, widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      if (bytes.readUIntBE(23, 3) !== 0x9d012a) return null;
      return { ...kind, widthPx: bytes.readUInt16LE(26) & 0x3fff, heightPx: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return null;
  }
}
