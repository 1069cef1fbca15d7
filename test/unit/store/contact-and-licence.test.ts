import { describe, expect, it } from 'vitest';
import { parseContact } from '#worker/store/contact.ts';
import { isLicenceId, knownLicences } from '#worker/store/licence.ts';

describe('a contact', () => {
  it.each([
    ['静岡県 <gis@pref.example.jp>', { name: '静岡県', emails: [{ value: 'gis@pref.example.jp' }] }],
    ['静岡県 <mailto:gis@pref.example.jp>', { name: '静岡県', emails: [{ value: 'gis@pref.example.jp' }] }],
    [
      'Office <https://example.jp/a>',
      { name: 'Office', links: [{ rel: 'about', href: 'https://example.jp/a', type: 'text/html' }] },
    ],
    ['  Office ', { name: 'Office' }],
  ])('%s', (text, expected) => {
    expect(parseContact(text)).toEqual({ ...expected, roles: ['pointOfContact'] });
  });

  it.each([
    '',
    '<a@example.jp>',
    'A <javascript:alert(1)>',
    'A <a@b>',
    'A <a b@example.jp>',
    'A <b> <c>',
    'A'.repeat(301),
  ])('refuses %.40s', (text) => {
    expect(() => parseContact(text)).toThrow(/contact: expected "name <mail or URL>"/);
  });
});

describe('a licence', () => {
  const ids = (text: string) => knownLicences(text).map(({ id }) => id);
  it('is one identifier, or several that are told apart', () => {
    expect(['CC-BY-4.0', 'other', 'CC-BY-4.0 OR ODbL-1.0', '政府標準利用規約', ''].map(isLicenceId)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(ids('CC-BY-4.0 OR ODbL-1.0')).toEqual(['CC-BY-4.0', 'ODbL-1.0']);
    expect(ids('(cc0-1.0)')).toEqual(['CC0-1.0']);
    expect(ids('CC-BY-4.0 or cc-by-4.0')).toEqual(['CC-BY-4.0']);
    expect(ids('other')).toEqual([]);
  });
});
