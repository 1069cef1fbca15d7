/** Text as bytes in Shift_JIS, as SIMA and older DXF files are read. */
import iconv from 'iconv-lite';

/** What stands for a character that Shift_JIS does not have: 〓 is what typesetters put for a missing one. */
const MISSING = '〓';
/** Characters that are named in a report. */
const MAX_NAMED = 20;

/** Look-alikes that programs write and Shift_JIS has in another place. */
const LIKE: Readonly<Record<string, string>> = {
  '−': '－',
  '–': '－',
  '—': '―',
  '〜': '～',
  '‖': '∥',
  '¢': '￠',
  '£': '￡',
  '¬': '￢',
  '\u00a0': ' ',
  '²': '2',
  '³': '3',
};

export interface ShiftJis {
  readonly bytes: Uint8Array;
  /** Characters that it does not have, each once, at most twenty; they stand as 〓. */
  readonly replaced: readonly string[];
}

export function toShiftJis(text: string): ShiftJis {
  const replaced = new Set<string>();
  const fits = new Map<string, string>();
  const held = (character: string): string => {
    const known = fits.get(character);
    if (known !== undefined) return known;
    const found = [character, LIKE[character]].find(
      (candidate) =>
        candidate !== undefined && iconv.decode(iconv.encode(candidate, 'Shift_JIS'), 'Shift_JIS') === candidate,
    );
    if (found === undefined && replaced.size < MAX_NAMED) replaced.add(character);
    fits.set(character, found ?? MISSING);
    return found ?? MISSING;
  };
  let safe = '';
  for (const character of text) safe += character < '\u0080' ? character : held(character);
  return { bytes: iconv.encode(safe, 'Shift_JIS'), replaced: [...replaced] };
}
