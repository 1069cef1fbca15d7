/** A photo made small enough to be kept in a ledger. What the camera wrote beside the picture (place, owner) is not kept. */
import { LEDGER_BOUNDS } from '#core/ledger/ledger.ts';
import { OwnFileError } from '../../local/open-file.ts';

const MAX_FILE_BYTES = 40 * 2 ** 20;
/** Tried one after the other: longer side in pixels, quality. */
const SIZES = [
  [1024, 0.8],
  [1024, 0.6],
  [800, 0.6],
  [640, 0.5],
] as const;
/** Of the address that holds it: thirty photos go into a ledger as servers keep it. */
const MAX_CHARACTERS = Math.min(250_000, LEDGER_BOUNDS.photo);

/** @returns `data:image/jpeg;base64,…` @throws {OwnFileError} for what is no picture, or too large */
export async function smallPhoto(file: File): Promise<string> {
  if (file.size > MAX_FILE_BYTES) {
    throw new OwnFileError('LIMIT', `${file.name}: expected at most ${MAX_FILE_BYTES} bytes, seen ${file.size}`);
  }
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) throw new OwnFileError('FORMAT', `${file.name}: expected a picture (JPEG, PNG, WebP)`);
  try {
    for (const [side, quality] of SIZES) {
      const source = await encoded(bitmap, side, quality);
      if (source.length <= MAX_CHARACTERS) return source;
    }
  } finally {
    bitmap.close();
  }
  throw new OwnFileError('LIMIT', `${file.name}: expected a picture that fits into ${MAX_CHARACTERS} characters`);
}

async function encoded(bitmap: ImageBitmap, side: number, quality: number): Promise<string> {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const context = canvas.getContext('2d')!;
  // what shines through would be black
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/jpeg;base64,${btoa(text)}`;
}
