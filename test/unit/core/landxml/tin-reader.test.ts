import { describe, expect, it } from 'vitest';
import { FormatError, RequestError, TengunError } from '#core/errors.ts';
import { LandXmlTinReader } from '#core/landxml/tin-reader.ts';
import { landXmlTin } from '#core/landxml/tin-writer.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

function read(text: string, wanted: string | null = null, pieceLength = text.length) {
  const reader = new LandXmlTinReader(wanted);
  for (let at = 0; at < text.length; at += pieceLength) reader.write(text.slice(at, at + pieceLength));
  return reader.end();
}

const SYSTEM =
  '<CoordinateSystem horizontalDatum="JGD2011" verticalDatum="T.P" horizontalCoordinateSystemName="8(X,Y)"/>';
const METRES = '<Units><Metric linearUnit="meter"/></Units>';
const POINTS = '<P id="1">100 10 1</P><P id="2">110 10 2</P><P id="3">100 20 3</P><P id="4">110 20 4</P>';
const FACES = '<F>1 2 3</F><F>2 4 3</F>';
const surface = (name: string, points = POINTS, faces = FACES) =>
  `<Surface name="${name}"><Definition surfType="TIN"><Pnts>${points}</Pnts><Faces>${faces}</Faces></Definition></Surface>`;
const file = (surfaces: string, head = SYSTEM + METRES) =>
  `<?xml version="1.0"?><LandXML date="2024-05-01" version="1.2">${head}<Surfaces>${surfaces}</Surfaces></LandXML>`;
const codes = (checks: readonly { readonly code: string }[]) => checks.map(({ code }) => code);

describe('LandXmlTinReader', () => {
  it('reads what the product writes, in pieces of any length', () => {
    const { uniform: random } = seededRandom(3);
    const positions = Float64Array.from({ length: 300 }, () => Math.round(random() * 1e6) / 1000);
    const triangles = Uint32Array.from({ length: 600 }, () => Math.floor(random() * 100));
    const document = {
      projectName: 'a < b & "c"',
      application: { name: 'test', version: '1' },
      date: '2024-05-01',
      time: '00:00:00',
      coordinateSystem: {
        name: 'C',
        horizontalDatum: 'JGD2000',
        verticalDatum: 'T.P',
        horizontalCoordinateSystemName: '5(X,Y)',
      },
    };
    const text = [...landXmlTin(document, [{ name: '計画 1', desc: 'DesignGround', positions, triangles }])].join('');
    for (const length of [1, 7, 64, text.length]) {
      const { name, desc, raw, crs, verticalDatum, checks } = read(text, null, length);
      expect({ name, desc, crs, verticalDatum, checks }).toEqual({
        name: '計画 1',
        desc: 'DesignGround',
        crs: 'EPSG:2447',
        verticalDatum: 'JGD2000',
        checks: [],
      });
      expect(raw.triangles).toEqual(triangles);
      for (let v = 0; v < 100; v++) {
        expect([raw.east[v], raw.north[v], raw.height[v]]).toEqual(Array.from(positions.subarray(3 * v, 3 * v + 3)));
      }
    }
  });

  it('takes points as north, east, height', () => {
    const { raw } = read(file(surface('a')));
    expect([raw.north[1], raw.east[1], raw.height[1]]).toEqual([110, 10, 2]);
  });

  it('is lenient: neighbours, invisible faces, line ends, prefixes, ids of any kind, no coordinate system', () => {
    const points = '<P id="17">\r\n100\r\n10 1\r\n</P><P id="A-2">110 10 2</P><P id="5">100\t20 3</P>';
    const faces = '<F n="0 0 0">17\r\nA-2\r\n5</F><F i="1">5 17 A-2</F>';
    const text = `\uFEFF${file(surface('a', points, faces), '')
      .replaceAll('<', '<x:')
      .replaceAll('<x:/', '</x:')
      .replaceAll('<x:?', '<?')}`;
    const { raw, crs, verticalDatum, checks } = read(text);
    expect(Array.from(raw.triangles)).toEqual([0, 1, 2]);
    expect([crs, verticalDatum]).toEqual([null, null]);
    expect(codes(checks)).toEqual(['INVISIBLE_FACES']);
  });

  it('splits faces of four points, and counts them', () => {
    const { raw, checks } = read(file(surface('a', POINTS, '<F>1 2 4 3</F>')));
    expect(raw.triangles).toHaveLength(6);
    expect(codes(checks)).toEqual(['QUADS_SPLIT']);
  });

  it('chooses by name, else the first with faces, and lists the others', () => {
    const text = file(surface('empty', POINTS, '') + surface('first') + surface('second', POINTS, '<F>1 2 3</F>'));
    expect(read(text)).toMatchObject({ name: 'first', checks: [{ code: 'OTHER_SURFACES' }] });
    expect(read(text).checks[0]!.message).toContain('"second"');
    expect(read(text, 'second').raw.triangles).toHaveLength(3);
    expect(() => read(text, 'third')).toThrow(RequestError);
    expect(() => read(text, 'third')).toThrow(/"third".*"first", "second"/);
    expect(() => read(file(''))).toThrow(/no TIN surface/);
  });

  it.each([
    ['<Metric linearUnit="millimeter"/>', 0.001],
    ['<Imperial linearUnit="foot"/>', 0.3048],
    ['<Imperial linearUnit="USSurveyFoot"/>', 1200 / 3937],
  ])('takes %s to metres, wherever it stands', (units, metres) => {
    const text = file(surface('a'), SYSTEM).replace('</Surfaces>', `</Surfaces><Units>${units}</Units>`);
    const { raw, checks } = read(text);
    expect(raw.north[1]).toBeCloseTo(110 * metres, 12);
    expect(raw.height[1]).toBeCloseTo(2 * metres, 12);
    expect(codes(checks)).toEqual(['UNITS_CONVERTED']);
  });

  it('raises heights of a river datum to T.P., and says so', () => {
    const head = `<CoordinateSystem horizontalDatum="JGD2011" verticalDatum="A.P" horizontalCoordinateSystemName="9(X,Y)"><Feature><Property label="differTP" value="-1.1344"/></Feature></CoordinateSystem>${METRES}`;
    const { raw, checks, differTpM, crs } = read(file(surface('a'), head));
    expect(crs).toBe('EPSG:6677');
    expect(differTpM).toBe(-1.1344);
    expect(raw.height[0]).toBeCloseTo(1 - 1.1344, 12);
    expect(codes(checks)).toEqual(['DIFFER_TP_APPLIED']);
    const without = read(file(surface('a'), head.replace(/<Feature>.*<\/Feature>/, '')));
    expect(without).toMatchObject({ verticalDatum: 'A.P', checks: [{ code: 'VERTICAL_DATUM_LOCAL' }] });
  });

  it('names the point that a face misses, and what stands in a point', () => {
    expect(() => read(file(surface('a', POINTS, '<F>1 2 9</F>')))).toThrow(/point 9/);
    expect(() => read(file(surface('a', '<P id="1">100 ten 1</P>')))).toThrow(/point 1.*"100 ten 1"/);
    expect(() => read(file(surface('a', '<P id="1">100 10</P>')))).toThrow(FormatError);
    expect(() => read(file(surface('a', `${POINTS}<P id="2">1 2 3</P>`)))).toThrow(/id 2 again/);
    expect(() => read(file(surface('a', POINTS, '<F>1 2 3 4 1</F>')))).toThrow(/3 or 4 point ids/);
  });

  it('passes a document type over; its entities never expand', () => {
    const dtd = '<!DOCTYPE LandXML [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
    const text = file(surface('a')).replace('<LandXML', `${dtd}<LandXML`);
    expect(read(text).raw.triangles).toHaveLength(6);
    expect(() => read(text.replace('100 10 1', '&b; 10 1'))).toThrow(FormatError);
  });

  it('bounds nesting', () => {
    expect(() => read(`<LandXML>${'<a>'.repeat(10_000)}`)).toThrow(/levels of elements/);
  });

  it('gives typed errors for every cut and for broken bytes', () => {
    const text = file(surface('a'));
    const { uniform: random } = seededRandom(11);
    const attempt = (broken: string) => {
      try {
        read(broken, null, 13);
        return 'read';
      } catch (error) {
        expect(error).toBeInstanceOf(TengunError);
        return 'error';
      }
    };
    // a document that ends before its last tag does is always told
    for (let length = 0; length < text.length; length++) expect(attempt(text.slice(0, length))).toBe('error');
    const outcomes = Array.from({ length: 2000 }, () => {
      const at = Math.floor(random() * text.length);
      const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << Math.floor(random() * 7)));
      return attempt(text.slice(0, at) + flipped + text.slice(at + 1));
    });
    expect(new Set(outcomes)).toEqual(new Set(['read', 'error']));
  });
});
