/** The keys of the page: one table for what they do and for the help that lists them. Pure. */

/** Of a key event, as much as tells the key. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export const KEY_GROUPS = ['page', 'camera', 'epochs', 'drawing', 'picture'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

/**
 * `keys`: `t`, `?`, `mod+z` (Ctrl, on a Mac Command). Keys of the groups `drawing` and `picture` belong to the shape
 * being drawn and to the picture in focus; they stand here for the help alone.
 */
const TABLE = [
  { id: 'help', group: 'page', keys: ['?'] },
  { id: 'tool', group: 'page', keys: ['1', '…', '9'] },
  { id: 'panel', group: 'page', keys: ['p'] },
  { id: 'globe', group: 'page', keys: ['g'] },
  { id: 'site', group: 'page', keys: ['s'] },
  { id: 'goTo', group: 'page', keys: ['/'] },
  { id: 'present', group: 'page', keys: ['m'] },
  { id: 'frame', group: 'camera', keys: ['h'] },
  { id: 'north', group: 'camera', keys: ['n'] },
  { id: 'top', group: 'camera', keys: ['t'] },
  { id: 'front', group: 'camera', keys: ['f'] },
  { id: 'back', group: 'camera', keys: ['b'] },
  { id: 'left', group: 'camera', keys: ['l'] },
  { id: 'right', group: 'camera', keys: ['r'] },
  { id: 'oblique', group: 'camera', keys: ['v'] },
  { id: 'projection', group: 'camera', keys: ['o'] },
  { id: 'previous', group: 'epochs', keys: ['['] },
  { id: 'next', group: 'epochs', keys: [']'] },
  { id: 'play', group: 'epochs', keys: ['e'] },
  { id: 'swipe', group: 'epochs', keys: ['x'] },
  { id: 'blink', group: 'epochs', keys: ['k'] },
  { id: 'undo', group: 'drawing', keys: ['mod+z', 'Backspace'] },
  { id: 'finish', group: 'drawing', keys: ['Enter'] },
  { id: 'cancel', group: 'drawing', keys: ['Esc'] },
  { id: 'moveLine', group: 'drawing', keys: ['PageUp', 'PageDown'] },
  { id: 'move', group: 'picture', keys: ['←', '→', '↑', '↓'] },
  { id: 'turn', group: 'picture', keys: ['Shift+←', '…', 'Shift+↓'] },
  { id: 'zoom', group: 'picture', keys: ['+', '−'] },
] as const satisfies readonly { id: string; group: KeyGroup; keys: readonly string[] }[];

export type ShortcutId = (typeof TABLE)[number]['id'];
export interface Shortcut {
  readonly id: ShortcutId;
  readonly group: KeyGroup;
  readonly keys: readonly string[];
}
export const SHORTCUTS: readonly Shortcut[] = TABLE;

/** Punctuation that the table uses, by its place: US and JIS keyboards. */
const PLACES: Readonly<Record<string, string>> = { Slash: '/', BracketLeft: '[', BracketRight: ']' };

/**
 * The character of a key, whatever the input method: with a Japanese one switched on the browser tells `Process`, in
 * kana mode a kana; then the place of the key decides. Letters in lower case.
 */
export function typedKey({ key, code, shiftKey }: KeyPress): string {
  // Full-width letters and signs are the plain ones.
  const plain = key.normalize('NFKC');
  if (/^[\x21-\x7e]$/.test(plain)) return plain.toLowerCase();
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  if (place) return (place[1] ?? place[2] ?? '').toLowerCase();
  if (code === 'Slash' && shiftKey) return '?';
  return PLACES[code] ?? plain;
}

/** What a key press means; digits name tools by their place in the rail. */
export function shortcutOf(press: KeyPress): { id: ShortcutId; digit?: number } | null {
  if (press.altKey) return null;
  const key = typedKey(press);
  if (press.ctrlKey || press.metaKey) return key === 'z' && !press.shiftKey ? { id: 'undo' } : null;
  if (/^[1-9]$/.test(key) && !press.shiftKey) return { id: 'tool', digit: Number(key) };
  // A shifted letter is another one; of signs Shift is part.
  if (press.shiftKey && /^[a-z]$/.test(key)) return null;
  const found = SHORTCUTS.find(({ keys, group, id }) => isActed(group, id) && keys.includes(key));
  return found ? { id: found.id } : null;
}

const isActed = (group: KeyGroup, id: ShortcutId) => group !== 'picture' && group !== 'drawing' && id !== 'tool';
