import { describe, expect, it } from 'vitest';
import { checkContent, checkScene } from '../../../server/projects/check-entry.ts';
import { compareResults } from '../../../server/projects/compare-results.ts';
import { pictureKind } from '../../../server/projects/picture-kind.ts';

const provenance = (version: string, software = '1') => ({
  items: [{ id: 'i', collection: 'c', version }],
  requestHash: software,
  software,
});

describe('comparing results', () => {
  const stored = { cutM3: 0.1 + 0.2, list: [1, null, 'a'], provenance: provenance('v1'), links: [{ href: 'x' }] };

  it('is verified when every digit is the same, whoever computed it', () => {
    const now = { ...stored, provenance: provenance('v1', '2'), links: [], added: 5 };
    expect(compareResults(stored, now)).toMatchObject({ status: 'verified', differenceCount: 0, numbersCompared: 2 });
  });

  it('names the member whose last digit differs', () => {
    const now = { ...stored, cutM3: 0.3 };
    expect(compareResults(stored, now)).toMatchObject({
      status: 'differs',
      differences: [{ member: 'cutM3', stored: 0.30000000000000004, now: 0.3 }],
    });
    expect(compareResults(stored, { ...stored, list: [1, 0, 'a'] }).differences).toEqual([
      { member: 'list[1]', stored: null, now: 0 },
    ]);
    expect(compareResults(stored, { ...stored, list: [1] }).differences[0]?.member).toBe('list.length');
    expect(compareResults(stored, { provenance: provenance('v1') }).differenceCount).toBe(2);
  });

  it('tells changed data from a changed number', () => {
    const now = { ...stored, cutM3: 7, provenance: provenance('v2') };
    expect(compareResults(stored, now)).toMatchObject({
      status: 'data-changed',
      versionsStored: ['c/i@v1'],
      versionsNow: ['c/i@v2'],
    });
  });

  it('verifies nothing where there is no number', () => {
    expect(compareResults({ provenance: {} }, { provenance: {} }).status).toBe('differs');
  });
});

describe('scenes', () => {
  it.each(['?collections=a,b&view=site', 'view=globe', '?shape=1,2;3,4&axis=%E8%B0%B7', '?'])('takes %s', (scene) => {
    expect(checkScene(scene)).toBe(scene.startsWith('?') ? scene : `?${scene}`);
  });
  it.each([
    '?a=1#https://evil.example',
    '?a=1\r\nSet-Cookie: x',
    '?a=<script>',
    '?https://evil.example/=1',
    '//evil.example/?a=1',
    'https://evil.example/?a=1',
    `?a=${'x'.repeat(20_000)}`,
    '?a=谷',
  ])('refuses %j', (scene) => {
    expect(() => checkScene(scene)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('geometries of entries', () => {
  const entry = (geometry: object, exact?: object) =>
    ({ kind: 'note', name: 'n', geometry, ...(exact ? { exact } : {}) }) as never;
  it.each([
    [{ type: 'Point', coordinates: [200, 0] }],
    [{ type: 'Point', coordinates: [138, Number.NaN] }],
    [{ type: 'Point', coordinates: [[138, 35]] }],
    [{ type: 'LineString', coordinates: [] }],
    [{ type: 'Polygon', coordinates: [[138, 35]] }],
    [{ type: 'Point', coordinates: [1, 2, 3, 4] }],
  ])('refuses %j', (geometry) => {
    expect(() => checkContent(entry(geometry))).toThrow(expect.objectContaining({ code: 'GEOMETRY' }));
  });
  it('wants the exact geometry to be the same shape', () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [138, 35],
        [138, 36],
      ],
    };
    const exact = (coordinates: unknown) => ({ crs: 'EPSG:6676', geometry: { type: 'LineString', coordinates } });
    expect(() =>
      checkContent(
        entry(
          line,
          exact([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
        ),
      ),
    ).toThrow(/number of positions/);
    expect(
      checkContent(
        entry(
          line,
          exact([
            [1, 2, 9],
            [3, 4, 9],
          ]),
        ),
      ),
    ).toBeDefined();
  });
});

describe('pictures', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEklEQVR4nGP4z8DwHwwZ/sNZADb5Bfv0J+ZlAAAAAElFTkSuQmCC',
    'base64',
  );
  const jpegHead = Buffer.from(
    'ffd8ffe000104a46494600010100000100010000ffc0001108000500070301220002110103110100',
    'hex',
  );
  const webp = Buffer.concat([
    Buffer.from('RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0', 'latin1'),
    Buffer.from('00000000', 'hex'),
    Buffer.from('0a00001400000000000000', 'hex'),
  ]);
  it('are known by their bytes, with their sizes', () => {
    expect(pictureKind(png)).toMatchObject({ type: 'image/png', widthPx: 3, heightPx: 2 });
    expect(pictureKind(jpegHead)).toMatchObject({ type: 'image/jpeg', widthPx: 7, heightPx: 5 });
    expect(pictureKind(webp)).toMatchObject({ type: 'image/webp', widthPx: 11, heightPx: 21 });
  });
  it.each([
    ['a page', Buffer.from('<html><script>alert(1)</script></html>'.repeat(3))],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['the beginning of a PNG', png.subarray(0, 12)],
    ['the beginning of a JPEG', jpegHead.subarray(0, 12)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_name, bytes) => {
    expect(() => pictureKind(bytes)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }));
  });
  it('refuses a small file that unpacks to gigabytes', () => {
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(60_000, 16);
    expect(() => pictureKind(bomb)).toThrow(expect.objectContaining({ code: 'LIMIT' }));
  });
});
