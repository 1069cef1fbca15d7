/** The font of the papers: BIZ UDGothic (SIL Open Font License), full-width characters 1 em, half-width ones ½ em. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);
const PACKAGE = '@expo-google-fonts/biz-udgothic';
const loaded = new Map<string, Buffer>();

function font(path: string): Buffer {
  const known = loaded.get(path);
  if (known) return known;
  const bytes = readFileSync(resolve(`${PACKAGE}/${path}`));
  loaded.set(path, bytes);
  return bytes;
}

export const regularFont = (): Buffer => font('400Regular/BIZUDGothic_400Regular.ttf');
export const boldFont = (): Buffer => font('700Bold/BIZUDGothic_700Bold.ttf');
