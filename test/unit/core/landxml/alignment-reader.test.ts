import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { alignmentFromPoints } from '#core/alignment/from-points.ts';
import { FormatError, GeometryError, LimitError, RequestError, TengunError, UnsupportedError } from '#core/errors.ts';
import { LandXmlAlignmentReader, type LandXmlAlignments } from '#core/landxml/alignment-reader.ts';
import { landXmlAlignments } from '#core/landxml/alignment-writer.ts';
import { roadAlignment } from '#core/scene/road-alignment.ts';
import { designDocument } from '#core/scene/truth.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';
import { sharedData } from '../../../helpers/shared-data.ts';

function read(text: string, size = 997): LandXmlAlignments {
  const reader = new LandXmlAlignmentReader();
  for (let at = 0; at < text.length; at += size) reader.write(text.slice(at, at + size));
  return reader.end();
}
const document = (alignment: string, more = '') =>
  `<?xml version="1.0"?><LandXML xmlns="http://www.landxml.org/schema/LandXML-1.2" date="2026-11-21" version="1.2">${more}<Alignments>${alignment}</Alignments></LandXML>`;
const withGeometry = (geometry: string, rest = '') =>
  document(`<Alignment name="A" length="100" staStart="0"><CoordGeom>${geometry}</CoordGeom>${rest}</Alignment>`);
const line = (from: string, to: string) => `<Line><Start>${from}</Start><End>${to}</End></Line>`;

describe('alignments of LandXML', () => {
  it('come back as they were written: axis, heights, names, equations', () => {
    const unequal = alignmentFromPoints({
      name: '幹線 2号 <&">',
      points: [
        { east: -5000, north: 12_000 },
        { east: -5100, north: 12_400, radiusM: 180, clothoidInM: 90, clothoidOutM: 120 },
        { east: -4700, north: 12_700, radiusM: 150 },
        { east: -4600, north: 13_000 },
      ],
      startStationM: -90,
      equations: [{ backM: 200, aheadM: 260.5 }],
    });
    const written = [roadAlignment(), unequal];
    const { alignments, crs, faults } = read([...landXmlAlignments(designDocument('Tengun 1'), written)].join(''));
    expect(crs).toBe('EPSG:6676');
    expect(faults).toEqual([]);
    expect(alignments).toHaveLength(2);
    alignments.forEach(({ alignment, checks }, i) => {
      const original = written[i]!;
      expect(checks).toEqual([]);
      expect(alignment.name).toBe(original.name);
      expect(alignment.startStationM).toBe(original.startStationM);
      expect(alignment.lengthM).toBeCloseTo(original.lengthM, 6);
      expect(alignment.elements).toHaveLength(original.elements.length);
      alignment.elements.forEach((element, k) => {
        const expected = original.elements[k]!;
        expect(element.kind).toBe(expected.kind);
        expect(Math.hypot(element.startE - expected.startE, element.startN - expected.startN)).toBeLessThan(2e-9);
        expect(Math.abs(Math.sin(element.azimuthRad - expected.azimuthRad))).toBeLessThan(1e-9);
        expect(Math.abs(element.lengthM - expected.lengthM)).toBeLessThan(1e-7);
        expect(Math.abs(element.startCurvature - expected.startCurvature)).toBeLessThan(1e-11);
        expect(Math.abs(element.endCurvature - expected.endCurvature)).toBeLessThan(1e-11);
      });
      expect(alignment.equations).toEqual(original.equations.map((equation) => expect.objectContaining(equation)));
      expect(alignment.profile?.length).toBe(original.profile?.length);
      alignment.profile?.forEach((point, k) => {
        expect(point.distanceM).toBeCloseTo(original.profile![k]!.distanceM, 8);
        expect(point.elevationM).toBe(original.profile![k]!.elevationM);
        expect(point.curveLengthM).toBe(original.profile![k]!.curveLengthM);
      });
      const names = original.points.map(({ name }) => name).filter((name) => !name.startsWith('SP'));
      expect(alignment.points.map(({ name }) => name)).toEqual(names);
    });
  });

  it('reads the minimal sample of J-LandXML 1.7', async (context) => {
    const path = sharedData('landxml/jlandxml_v17_minimal.xml');
    if (path === null) return context.skip('the shared data are not there');
    const { alignments, crs } = read(await readFile(path, 'utf8'));
    expect(crs).toBe('EPSG:6676');
    const [{ alignment, profileSurfaces, crossSections }] = alignments as [(typeof alignments)[0]];
    expect(alignment).toMatchObject({ name: 'A-1', lengthM: 100, startStationM: 0 });
    expect(alignment.profile).toEqual([
      { distanceM: 0, elevationM: 20, curveLengthM: 0 },
      { distanceM: 50, elevationM: 21.5, curveLengthM: 40 },
      { distanceM: 100, elevationM: 20.5, curveLengthM: 0 },
    ]);
    expect(profileSurfaces[0]!.points).toHaveLength(6);
    expect(crossSections[0]).toMatchObject({ name: 'NO.1', distanceM: 20 });
    expect(crossSections[0]!.surfaces[0]!.points[0]).toEqual([-10, 21.4]);
    expect(crossSections[0]!.designs[0]!.points[1]).toEqual({ code: 'PL-1-Lp2', offset: -3, elevation: 20.54 });
  });

  it('takes units, prefixes, points by reference, and Units behind', () => {
    const text =
      '<l:LandXML xmlns:l="x"><l:CgPoints><l:CgPoint name="p1">0 0</l:CgPoint><l:CgPoint name="p2">1000 0</l:CgPoint></l:CgPoints>' +
      '<l:Alignments><l:Alignment name="A" staStart="500"><l:CoordGeom><l:Line><l:Start pntRef="p1"/><l:End pntRef="p2"/></l:Line></l:CoordGeom>' +
      '</l:Alignment></l:Alignments><l:Units><l:Metric linearUnit="millimeter"/></l:Units></l:LandXML>';
    const { alignments, checks } = read(text, 7);
    expect(alignments[0]!.alignment).toMatchObject({ lengthM: 1, startStationM: 0.5 });
    expect(alignments[0]!.alignment.elements[0]).toMatchObject({ startE: 0, startN: 0, azimuthRad: 0 });
    expect(checks.map(({ code }) => code)).toEqual(['UNITS_CONVERTED']);
  });

  it('turns right with cw and left with ccw, arcs beyond a half circle too', () => {
    const arc = (rot: string, to: string) =>
      read(
        withGeometry(
          `<Curve rot="${rot}" radius="10"><Start>0 -10</Start><Center>0 0</Center><End>${to}</End></Curve>`,
        ),
      ).alignments[0]!.alignment.elements[0]!;
    expect(arc('cw', '10 0')).toMatchObject({ azimuthRad: 0, startCurvature: 0.1 });
    expect(arc('cw', '10 0').lengthM).toBeCloseTo((10 * Math.PI) / 2, 9);
    expect(arc('ccw', '10 0').lengthM).toBeCloseTo((10 * 3 * Math.PI) / 2, 9);
    expect(arc('ccw', '10 0').startCurvature).toBe(-0.1);
  });

  it('takes circular vertical curves for parabolas, by length or radius, and says so', () => {
    const profile = (curve: string) =>
      read(
        withGeometry(
          line('0 0', '100 0'),
          `<Profile><ProfAlign name="P"><PVI>0 10</PVI><CircCurve ${curve}>50 11</CircCurve><PVI>100 10</PVI></ProfAlign></Profile>`,
        ),
      ).alignments[0]!;
    expect(profile('length="20"').alignment.profile![1]!.curveLengthM).toBe(20);
    expect(profile('radius="500"').alignment.profile![1]!.curveLengthM).toBeCloseTo(20, 9);
    expect(profile('radius="500"').checks.map(({ code }) => code)).toEqual(['CIRCLES_AS_PARABOLAS']);
  });

  it('lists the alignments that are no axis and keeps the others', () => {
    const good = `<Alignment name="good"><CoordGeom>${line('0 0', '10 0')}</CoordGeom></Alignment>`;
    const gap = `<Alignment name="gap"><CoordGeom>${line('0 0', '10 0')}${line('12 0', '20 0')}</CoordGeom></Alignment>`;
    const { alignments, faults } = read(document(gap + good));
    expect(alignments.map(({ alignment }) => alignment.name)).toEqual(['good']);
    expect(faults).toEqual([
      { name: 'gap', code: 'GEOMETRY', message: expect.stringMatching(/a gap of 2 m between element 1/) },
    ]);
    expect(() => read(document(gap))).toThrow(GeometryError);
  });

  it('gives typed errors for cuts and broken bytes', () => {
    const text = [...landXmlAlignments(designDocument('Tengun 1'), [roadAlignment()])].join('');
    const { uniform: random } = seededRandom(7);
    let refused = 0;
    for (let i = 0; i < 1_500; i++) {
      const at = Math.floor(random() * text.length);
      const broken =
        i % 2 === 0
          ? text.slice(0, at)
          : text.slice(0, at) + String.fromCharCode(32 + Math.floor(random() * 90)) + text.slice(at + 1);
      try {
        read(broken, 4096);
      } catch (error) {
        expect(error).toBeInstanceOf(TengunError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(800);
  });

  it.each([
    ['no alignment', document(''), RequestError, /no alignment/],
    [
      'a line of length 0',
      withGeometry(line('0 0', '10 0') + line('10 0', '10 0')),
      GeometryError,
      /element 2 \(line\).*length above 0, got 0/,
    ],
    [
      'a loop',
      withGeometry(line('0 0', '10 0') + line('10 0', '10 10') + line('10 10', '5 10') + line('5 10', '5 -5')),
      GeometryError,
      /meets itself/,
    ],
    [
      'a position that is none',
      withGeometry(line('0 zero', '10 0')),
      FormatError,
      /Start: expected 2 finite numbers, seen "0 zero"/,
    ],
    [
      'a curve without rot',
      withGeometry('<Curve><Start>0 0</Start><Center>0 10</Center><End>10 10</End></Curve>'),
      FormatError,
      /expected rot/,
    ],
    [
      'a curve without centre',
      withGeometry('<Curve rot="cw"><Start>0 0</Start><End>10 10</End></Curve>'),
      FormatError,
      /expected Center/,
    ],
    [
      'a Bloss spiral',
      withGeometry(
        '<Spiral rot="cw" spiType="bloss" length="10" radiusStart="INF" radiusEnd="50"><Start>0 0</Start><End>10 0.3</End></Spiral>',
      ),
      UnsupportedError,
      /bloss/,
    ],
    ['an irregular line', withGeometry('<IrregularLine/>'), UnsupportedError, /IrregularLine/],
    [
      'unequal vertical curves',
      withGeometry(line('0 0', '10 0'), '<Profile><ProfAlign><UnsymParaCurve/></ProfAlign></Profile>'),
      UnsupportedError,
      /UnsymParaCurve/,
    ],
    [
      'an odd list',
      withGeometry(
        line('0 0', '10 0'),
        '<Profile><ProfSurf name="g"><PntList2D>1 2 3</PntList2D></ProfSurf></Profile>',
      ),
      FormatError,
      /pairs of finite numbers/,
    ],
    ['a file that is cut off', withGeometry(line('0 0', '10 0')).slice(0, -20), FormatError, /LandXML/],
    [
      'entities of its own',
      withGeometry(line('0 &x;', '10 0')).replace('?><', '?><!DOCTYPE a [<!ENTITY x "1">]><'),
      FormatError,
      /entity/,
    ],
    [
      'too many elements',
      withGeometry(Array.from({ length: 5_001 }, (_, i) => line(`${i} 0`, `${i + 1} 0`)).join('')),
      LimitError,
      /5000 elements/,
    ],
  ])('refuses %s', (_, text, type, message) => {
    expect(() => read(text)).toThrow(type);
    expect(() => read(text)).toThrow(message);
  });
});
