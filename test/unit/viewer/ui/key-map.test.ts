/** The keys of the page on keyboards of both countries, with and without an input method. */
import { describe, expect, it } from 'vitest';
import { type KeyPress, SHORTCUTS, shortcutOf, typedKey } from '../../../../viewer/ui/keys/key-map.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('typedKey', () => {
  it.each([
    ['T', 'KeyT', true, 't'],
    ['Process', 'KeyT', false, 't'],
    ['か', 'KeyT', false, 't'],
    ['ｔ', 'KeyT', false, 't'],
    ['Process', 'Digit2', false, '2'],
    ['Process', 'Slash', true, '?'],
    ['Process', 'Slash', false, '/'],
    ['？', 'Slash', true, '?'],
    // A JIS keyboard has [ where a US one has ].
    ['[', 'BracketRight', false, '['],
    ['Process', 'BracketLeft', false, '['],
    ['ArrowLeft', 'ArrowLeft', false, 'ArrowLeft'],
  ])('of %s at %s (shift: %s) is %s', (key, code, shiftKey, typed) => {
    expect(typedKey(press(key, { code, shiftKey }))).toBe(typed);
  });
});

describe('shortcutOf', () => {
  it('finds tools by digits, views and cameras by letters', () => {
    expect(shortcutOf(press('2'))).toEqual({ id: 'tool', digit: 2 });
    expect(shortcutOf(press('t'))).toEqual({ id: 'top' });
    expect(shortcutOf(press('?', { shiftKey: true }))).toEqual({ id: 'help' });
    expect(shortcutOf(press(']'))).toEqual({ id: 'next' });
  });

  it('leaves the keys of the browser alone', () => {
    expect(shortcutOf(press('t', { ctrlKey: true }))).toBeNull();
    expect(shortcutOf(press('p', { metaKey: true }))).toBeNull();
    expect(shortcutOf(press('t', { altKey: true }))).toBeNull();
    expect(shortcutOf(press('T', { shiftKey: true }))).toBeNull();
    expect(shortcutOf(press('Enter'))).toBeNull();
    expect(shortcutOf(press('0'))).toBeNull();
  });

  it('undoes with Ctrl or Command and Z, not with Shift', () => {
    expect(shortcutOf(press('z', { ctrlKey: true }))).toEqual({ id: 'undo' });
    expect(shortcutOf(press('Process', { code: 'KeyZ', metaKey: true }))).toEqual({ id: 'undo' });
    expect(shortcutOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBeNull();
  });

  it('has no key twice', () => {
    const keys = SHORTCUTS.flatMap(({ keys }) => keys).filter((key) => key !== '…');
    expect(new Set(keys).size).toBe(keys.length);
  });
});
