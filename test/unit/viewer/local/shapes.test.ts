/** Drawings, surfaces and pictures of the user: what is read, where it lies, and what is said of broken ones. */
import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { FormatError, TengunError, UnsupportedError } from '#core/errors.ts';
import { formatOf } from '../../../../viewer/local/file-format.ts';
import { placingOf } from '../../../../viewer/local/placing.ts';
import type { ShapeDraft } from '../../../../viewer/local/shapes/draft.ts';
import { shapesOfDxf } from '../../../../viewer/local/shapes/from-dxf.ts';
import { shapesOfGeoJson, shapesOfKml } from '../../../../viewer/local/shapes/from-features.ts';
import { shapesOfGeoTiff } from '../../../../viewer/local/shapes/from-geotiff.ts';
import { shapesOfLandXml } from '../../../../viewer/local/shapes/from-landxml.ts';
import { shapesOfSima } from '../../../../viewer/local/shapes/from-sima.ts';
import { placeShapes } from '../../../../viewer/local/shapes/place-shapes.ts';
import { textOf } from '../../../../viewer/local/shapes/text.ts';
import { segmentsOf } from '../../../../viewer/state/shapes/on-ground.ts';
import { buildTiff, type TiffImage } from '../../../helpers/tiff-builder.ts';

const ZONE_8 = crsFromCode('EPSG:6676');
const SITE = { proj4: ZONE_8.proj4, unitM: 1, geoidHeightM: 0 };
const placed = (draft: ShapeDraft) => placeShapes(draft, placingOf(draft.crs ?? ZONE_8, SITE, draft.unitM));

const dxf = (...groups: (string | number)[]) =>
  ['0', 'SECTION', '2', 'ENTITIES', ...groups, '0', 'ENDSEC', '0', 'EOF'].join('\n');
const inMillimetres = (text: string) => `0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n${text}`;

describe('DXF', () => {
  const line = [0, 'LINE', 8, 'a', 10, 10, 20, 20, 30, 5, 11, 13, 21, 24, 31, 5];

  it('keeps heights of lines, and lays a flat drawing on the ground', () => {
    const raised = placed(shapesOfDxf(dxf(...line)));
    expect(raised.hasHeights).toBe(true);
    expect(raised.box).toEqual([10, 20, 5, 13, 24, 5]);
    const flat = placed(shapesOfDxf(dxf(0, 'LWPOLYLINE', 8, 'a', 70, 1, 10, 0, 20, 0, 10, 4, 20, 0, 10, 4, 20, 3)));
    expect(flat.hasHeights).toBe(false);
    expect([...flat.starts]).toEqual([0, 4]);
  });

  it('takes the elevation of an LWPOLYLINE, points, texts and faces', () => {
    const { lines, points, texts, faces, counts } = placed(
      shapesOfDxf(
        dxf(
          ...[0, 'LWPOLYLINE', 8, 'a', 38, 7.5, 10, 0, 20, 0, 10, 4, 20, 0],
          ...[0, 'POINT', 8, 'p', 10, 1, 20, 2, 30, 9],
          ...[0, 'TEXT', 8, 't', 10, 1, 20, 1, 30, 0, 40, 2, 1, '測点 No.1'],
          ...[0, '3DFACE', 8, 'f', 10, 0, 20, 0, 30, 1, 11, 4, 21, 0, 31, 1, 12, 4, 22, 4, 32, 2, 13, 4, 23, 4, 33, 2],
        ),
      ),
    );
    expect([lines[2], lines[5]]).toEqual([6.5, 6.5]);
    expect([...points]).toEqual([1, 2, 8]);
    expect(texts).toMatchObject([{ text: '測点 No.1' }]);
    expect(faces?.triangles.length).toBe(3);
    expect(counts).toEqual({ lines: 1, points: 1, triangles: 1, texts: 1 });
  });

  it('draws a circle within a centimetre', () => {
    const { lines } = placed(shapesOfDxf(dxf(0, 'CIRCLE', 8, 'c', 10, 100, 20, 200, 30, 0, 40, 25)));
    for (let at = 0; at + 5 < lines.length; at += 3) {
      const middle = [(lines[at]! + lines[at + 3]!) / 2 - 25, (lines[at + 1]! + lines[at + 4]!) / 2 - 25];
      expect(Math.hypot(middle[0]!, middle[1]!)).toBeGreaterThan(25 - 0.0101);
    }
  });

  it('reads millimetres as metres', () => {
    expect(placed(shapesOfDxf(inMillimetres(dxf(...line)))).box[3]).toBeCloseTo(0.013, 9);
  });

  it('counts blocks, and says when nothing can be drawn', () => {
    const { notes } = shapesOfDxf(dxf(...line, 0, 'INSERT', 2, 'B', 10, 0, 20, 0));
    expect(notes).toEqual([{ kind: 'blocks', count: 1 }]);
    expect(() => shapesOfDxf(dxf(0, 'INSERT', 2, 'B', 10, 0, 20, 0))).toThrow(/seen none/);
    expect(() => shapesOfDxf(dxf(...line).slice(0, 40))).toThrow(FormatError);
    expect(() => shapesOfDxf('AC1032')).toThrow(UnsupportedError);
  });
});

describe('SIMA', () => {
  const text = [
    'G00,01,現場,',
    'A00,',
    'A01,1,P1,100.5,200.25,12.5,',
    'A01,2,P2,110,200,,',
    'A01,3,P3,110,210,,',
    'A99,',
    'D00,1,12-3,1,',
    'B01,1,P1',
    'B01,2,P2',
    'B01,3,P3',
    'D99,',
  ].join('\r\n');

  it('counts X to the north, and lays points without a height on the ground', () => {
    const { counts, points, origin, box } = placed(shapesOfSima(text));
    expect(counts).toEqual({ lines: 1, points: 3, triangles: 0, texts: 4 });
    expect([points[0]! + origin[0], points[1]! + origin[1], points[2]! + origin[2]]).toEqual([200.25, 100.5, 12.5]);
    expect(points[5]).toBeNaN();
    expect(box.slice(0, 2)).toEqual([200, 100.5]);
  });

  it('is read in Shift_JIS and in UTF-8', async () => {
    const bytes = Uint8Array.from([0x8c, 0xbb, 0x8f, 0xea]);
    expect(await textOf(new Blob([bytes]))).toBe('現場');
    expect(await textOf(new Blob(['現場']))).toBe('現場');
  });

  it('says what it is not', () => {
    expect(() => shapesOfSima('hello')).toThrow(/expected a record such as G00/);
    expect(() => shapesOfSima('G00,01,x,')).toThrow(/expected points/);
  });
});

describe('LandXML', () => {
  const surface = `<LandXML version="1.2"><Units><Metric linearUnit="meter"/></Units><CoordinateSystem horizontalDatum="JGD2011" horizontalCoordinateSystemName="8(X,Y)"/><Surfaces><Surface name="S"><Definition surfType="TIN"><Pnts><P id="1">10 20 5</P><P id="2">10 30 6</P><P id="3">20 20 7</P></Pnts><Faces><F>1 2 3</F></Faces></Definition></Surface></Surfaces></LandXML>`;

  it('has its surface, with north first', () => {
    const draft = shapesOfLandXml(surface);
    expect(draft.crs?.code).toBe('EPSG:6676');
    const { faces, origin, box } = placed(draft);
    expect(box).toEqual([20, 10, 5, 30, 20, 7]);
    expect([...faces!.position.subarray(0, 3)].map((value, axis) => value + origin[axis]!)).toEqual([20, 10, 5]);
  });

  it('names the fault of a broken one', () => {
    expect(() => shapesOfLandXml(surface.replace('1 2 3', '1 2 9'))).toThrow(/9/);
    expect(() => shapesOfLandXml('<LandXML></LandXML>')).toThrow(/no alignment|no TIN/);
    expect(() => shapesOfLandXml('<LandXML><a>')).toThrow(FormatError);
  });
});

describe('GeoJSON and KML', () => {
  const [lon, lat] = [138.5, 35.1];

  it('lies at its degrees; without heights on the ground', () => {
    const geo = {
      type: 'Feature',
      properties: { name: '区域' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [lon, lat],
            [lon + 0.001, lat],
            [lon, lat + 0.001],
            [lon, lat],
          ],
        ],
      },
    };
    const { box, hasHeights, texts } = placed(shapesOfGeoJson(JSON.stringify(geo)));
    const [east, north] = [0, -99_830];
    expect(Math.abs(box[0] - east)).toBeLessThan(0.001);
    expect(Math.abs(box[1] - north)).toBeLessThan(60);
    expect(hasHeights).toBe(false);
    expect(texts[0]?.text).toBe('区域');
  });

  it('takes plane coordinates and their crs member', () => {
    const geo = {
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::6676' } },
      features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [52_000, -97_000, 12] } }],
    };
    expect(placed(shapesOfGeoJson(JSON.stringify(geo))).box).toEqual([52_000, -97_000, 12, 52_000, -97_000, 12]);
    const { crs } = shapesOfGeoJson(JSON.stringify({ ...geo, crs: undefined }));
    expect(crs).toBeNull();
  });

  it('uses the heights of KML only where its altitude mode is absolute', () => {
    const kml = (mode: string) =>
      `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>線</name><LineString>${mode}<coordinates>${lon},${lat},50 ${lon},${lat + 0.001},60</coordinates></LineString></Placemark></kml>`;
    expect(placed(shapesOfKml(kml('<altitudeMode>absolute</altitudeMode>'))).box.slice(2)).toMatchObject({
      0: 50,
      3: 60,
    });
    expect(placed(shapesOfKml(kml('<altitudeMode>clampToGround</altitudeMode>'))).hasHeights).toBe(false);
    expect(placed(shapesOfKml(kml(''))).hasHeights).toBe(false);
  });

  it('says what is wrong', () => {
    expect(() => shapesOfGeoJson('{')).toThrow(/expected JSON/);
    expect(() => shapesOfGeoJson('{"type":"Topology"}')).toThrow(/FeatureCollection/);
    expect(() => shapesOfGeoJson('{"type":"Point","coordinates":["a",1]}')).toThrow(/expected a position/);
    expect(() => shapesOfKml('<html/>')).toThrow(/KML/);
    expect(() => shapesOfKml('<kml><Point><coordinates>x,y</coordinates></Point></kml>')).toThrow(/lon,lat/);
  });
});

describe('GeoTIFF', () => {
  it('has heights at the middles of its pixels, and no triangles over voids', async () => {
    const bytes = buildTiff({
      cols: 3,
      rows: 3,
      values: [1, 2, 3, 4, -9999, 6, 7, 8, 9],
      corner: [100, 200],
      step: [2, 2],
      projected: 6676,
      noData: '-9999',
    });
    const draft = await shapesOfGeoTiff(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    const { box, faces, counts } = placed(draft);
    expect(box).toEqual([101, 195, 1, 105, 199, 9]);
    expect(counts.triangles).toBe(2);
    expect(faces?.colour?.length).toBe(3 * 8);
  });

  const PLACE = { corner: [100, 200], step: [2, 2], projected: 6676 } as const;
  const pictureOf = async (image: Omit<TiffImage, 'cols' | 'rows'>, size: readonly [number, number] = [2, 2]) => {
    const bytes = buildTiff({ ...PLACE, cols: size[0], rows: size[1], ...image });
    const { picture, box, faces, hasHeights } = placed(
      await shapesOfGeoTiff(new Blob([bytes as Uint8Array<ArrayBuffer>])),
    );
    expect(hasHeights).toBe(false);
    expect([...box.slice(0, 2), ...box.slice(3, 5)]).toEqual([100, 200 - 2 * size[1], 100 + 2 * size[0], 200]);
    expect(faces?.uv?.slice(0, 2)).toEqual(Float32Array.from([0, 0]));
    return Array.from(picture?.rgba ?? []);
  };
  const [RED, GREEN, BLUE, GREY] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [10, 128, 200],
  ] as const;

  it('of red, green and blue is a picture, from the north-west, where its pixels lie', async () => {
    const rgb = { bands: 3, bits: 8, photometric: 2 } as const;
    const all = [RED, GREEN, BLUE, GREY];
    const opaque = all.flatMap((colour) => [...colour, 255]);
    expect(await pictureOf({ ...rgb, values: all.flat() })).toEqual(opaque);
    expect(await pictureOf({ ...rgb, values: all.flat(), deflate: true })).toEqual(opaque);
    expect(await pictureOf({ ...rgb, bits: 16, values: all.flat().map((part) => 257 * part) })).toEqual(opaque);
    expect(await pictureOf({ ...rgb, values: [...RED, ...GREEN, ...BLUE] }, [3, 1])).toEqual(opaque.slice(0, 12));
  });

  it('takes a fourth band for opacity only where the file says that it is', async () => {
    const rgb = { bands: 4, bits: 8, photometric: 2 } as const;
    const values = [...RED, 0, ...GREEN, 255, ...BLUE, 128, ...GREY, 7];
    expect(await pictureOf({ ...rgb, extraSamples: [2], values })).toEqual(values);
    const infrared = [RED, GREEN, BLUE, GREY].flatMap((colour) => [...colour, 255]);
    expect(await pictureOf({ ...rgb, extraSamples: [0], values })).toEqual(infrared);
    expect(await pictureOf({ ...rgb, values })).toEqual(infrared);
  });

  it('leaves out pixels without data, and reads colour maps and printing inks', async () => {
    const black = [0, 0, 0];
    const values = [...RED, ...black, ...BLUE, ...black];
    expect(await pictureOf({ bands: 3, bits: 8, photometric: 2, noData: '0', values })).toEqual([
      ...[...RED, 255, ...black, 0],
      ...[...BLUE, 255, ...black, 0],
    ]);
    const map = new Array<number>(768).fill(0);
    for (const [part, value] of GREY.entries()) map[256 * part + 9] = 257 * value;
    expect(await pictureOf({ bits: 8, photometric: 3, colourMap: map, values: [9, 0, 0, 9] })).toEqual([
      ...[...GREY, 255, ...black, 255],
      ...[...black, 255, ...GREY, 255],
    ]);
    const inks = [
      [0, 255, 255, 0],
      [255, 0, 255, 0],
      [255, 255, 0, 0],
      [0, 0, 0, 255],
    ];
    const printed = await pictureOf({ bands: 4, bits: 8, photometric: 5, values: inks.flat() });
    const expected = [RED, GREEN, BLUE, black].flatMap((colour) => [...colour, 255]);
    // the decoder divides by 256
    for (const [at, part] of expected.entries())
      expect(Math.abs(printed[at]! - part), `part ${at}`).toBeLessThanOrEqual(2);
  });

  it('refuses two bands, and colours of other sizes, in words', async () => {
    await expect(pictureOf({ bands: 2, values: new Array<number>(8).fill(1) })).rejects.toThrow(/of 2 bands/);
    await expect(pictureOf({ bands: 3, photometric: 2, values: new Array<number>(12).fill(1) })).rejects.toThrow(
      /32 bits/,
    );
  });

  it('says where a TIFF lacks a place', async () => {
    await expect(shapesOfGeoTiff(new Blob(['II*\0']))).rejects.toBeInstanceOf(TengunError);
  });
});

describe('which kind a file is', () => {
  const start = (text: string) => new TextEncoder().encode(text);

  it('is told by its first bytes, then by its name', () => {
    expect(formatOf('x.txt', start('LASF'))).toBe('points');
    expect(formatOf('x.xml', start('<?xml version="1.0"?><kml>'))).toBe('kml');
    expect(formatOf('x.xml', start('<LandXML>'))).toBe('landxml');
    expect(formatOf('x', start('G00,01,'))).toBe('sima');
    expect(formatOf('x', start('  0\r\nSECTION\r\n'))).toBe('dxf');
    expect(formatOf('broken.las', start('\0\0\0\0'))).toBe('points');
    expect(() => formatOf('photo.jpg', start('\xff\xd8'))).toThrow(UnsupportedError);
    expect(() => formatOf('a.kmz', start('PK\x03\x04'))).toThrow(/ZIP/);
  });
});

describe('on the ground', () => {
  it('a line without heights follows a slope', () => {
    const lines = Float32Array.from([0, 0, Number.NaN, 10, 0, Number.NaN]);
    const segments = segmentsOf({ lines, starts: Uint32Array.from([0, 2]) }, (x) => x * 0.5, 0);
    expect(segments.length / 6).toBe(5);
    for (let at = 0; at < segments.length; at += 3) expect(segments[at + 2]).toBeCloseTo(segments[at]! * 0.5 + 0.15, 5);
  });
});
