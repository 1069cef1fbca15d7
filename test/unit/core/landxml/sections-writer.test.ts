import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { alignmentFromPoints } from '#core/alignment/from-points.ts';
import { CrsError } from '#core/errors.ts';
import { LandXmlAlignmentReader } from '#core/landxml/alignment-reader.ts';
import { landXmlAlignments } from '#core/landxml/alignment-writer.ts';
import { landXmlSections, type SectionsDocument, systemOf } from '#core/landxml/sections-writer.ts';
import { LandXmlTinReader } from '#core/landxml/tin-reader.ts';
import { roadAlignment } from '#core/scene/road-alignment.ts';
import { designDocument } from '#core/scene/truth.ts';
import { schemaErrors } from '../../../helpers/landxml-schema.ts';
import { sectionsResult } from '../../../helpers/sections-result.ts';
import { sharedData } from '../../../helpers/shared-data.ts';

const tin = {
  name: 'EG-1',
  desc: 'ExistingGround',
  positions: Float64Array.from([
    52_000, -97_200, 1.5, 52_010, -97_200, 2.25, 52_000, -97_190, 3.125, 52_010, -97_190, 4,
  ]),
  triangles: Uint32Array.from([0, 1, 2, 1, 3, 2]),
};
const frame: SectionsDocument = {
  projectName: '谷線 改良 <1>',
  projectProperties: { projectPhase: '詳細' },
  application: { name: 'Tengun', version: '1' },
  date: '2026-11-21',
  time: '09:00:00',
  pitchM: 20,
  surfaces: [tin],
};
const write = (...input: Parameters<typeof landXmlSections>) => [...landXmlSections(...input)].join('');
const xml = write(sectionsResult(roadAlignment()), frame);

describe('sections as J-LandXML', () => {
  it('are valid, with surfaces and without, with equations, without a profile', async () => {
    expect(await schemaErrors(xml)).toEqual([]);
    const bends = alignmentFromPoints({
      name: '川',
      points: [
        { east: 52_000, north: -97_000 },
        { east: 52_100, north: -97_000 },
        { east: 52_200, north: -96_950 },
      ],
      startStationM: -90,
      equations: [{ backM: -10, aheadM: 100 }],
    });
    const { surfaces: _, pitchM: __, ...bare } = frame;
    expect(await schemaErrors(write(sectionsResult(bends), bare))).toEqual([]);
    expect(await schemaErrors([...landXmlAlignments(designDocument('Tengun 1'), [roadAlignment()])].join(''))).toEqual(
      [],
    );
  });

  it('come back: the same axis, heights, sections and TIN', () => {
    const reader = new LandXmlAlignmentReader();
    reader.write(xml);
    const { alignments, crs, verticalDatum } = reader.end();
    expect([crs, verticalDatum]).toEqual(['EPSG:6676', null]);
    const [{ alignment, crossSections, profileSurfaces }] = alignments as [(typeof alignments)[0]];
    const road = roadAlignment();
    alignment.elements.forEach((element, i) => {
      const expected = road.elements[i]!;
      expect(Math.hypot(element.startE - expected.startE, element.startN - expected.startN)).toBeLessThan(0.001);
      expect(Math.abs(Math.sin(element.azimuthRad - expected.azimuthRad))).toBeLessThan(1e-9);
    });
    expect(alignment.profile).toEqual(
      road.profile!.map((point) => ({ ...point, distanceM: expect.closeTo(point.distanceM, 8) })),
    );
    const { stations } = sectionsResult(road);
    expect(crossSections.map(({ name }) => name)).toEqual(stations.map(({ name }) => name));
    stations.forEach(({ lines, distanceM }, i) => {
      const { surfaces, designs, distanceM: at } = crossSections[i]!;
      expect(at).toBeCloseTo(distanceM, 3);
      expect(surfaces[0]!.name).toBe('ExistingGround');
      expect(surfaces[0]!.points).toHaveLength(lines[0]!.simplified[0]!.length);
      surfaces[0]!.points.forEach(([offset, elevation], k) => {
        expect(offset).toBe(lines[0]!.simplified[0]![k]![0]);
        expect(elevation).toBeCloseTo(lines[0]!.simplified[0]![k]![1]!, 2);
      });
      expect(designs[0]).toMatchObject({ name: '計画', side: 'both' });
      expect(designs[0]!.points[2]!.elevation).toBeCloseTo(lines[1]!.elevationsM[2]!, 2);
    });
    expect(profileSurfaces.map(({ name, points }) => [name, points.length])).toEqual([['着工前 <2024>', 31]]);
    const surfaceReader = new LandXmlTinReader();
    surfaceReader.write(xml);
    const { raw, name } = surfaceReader.end();
    expect(name).toBe('EG-1');
    expect(Array.from(raw.east)).toEqual([52_000, 52_010, 52_000, 52_010]);
    expect(Array.from(raw.height)).toEqual([1.5, 2.25, 3.125, 4]);
    expect(Array.from(raw.triangles)).toEqual([0, 1, 2, 1, 3, 2]);
  });

  it('name the zone and the datum from the EPSG code, and refuse other planes', () => {
    expect(xml).toContain('<Property label="applicationCriterion" value="MlitLandXmlVer.1.7"/>');
    expect(systemOf('EPSG:6676', 'JGD2011')).toMatchObject({
      horizontalDatum: 'JGD2011',
      verticalDatum: 'T.P',
      horizontalCoordinateSystemName: '8(X,Y)',
    });
    expect(systemOf('EPSG:2461', null)).toMatchObject({
      horizontalDatum: 'JGD2000',
      horizontalCoordinateSystemName: '19(X,Y)',
    });
    for (const crs of ['EPSG:32654', 'OGC:CRS84', null]) expect(() => systemOf(crs, null)).toThrow(CrsError);
  });
});

describe('our own schema', () => {
  it('accepts the sample that the official schema of Ver. 1.7 accepts', async (context) => {
    const path = sharedData('landxml/jlandxml_v17_minimal.xml');
    if (path === null) return context.skip('the shared data are not there');
    expect(await schemaErrors(await readFile(path, 'utf8'))).toEqual([]);
  });

  it.each([
    [
      'Feature before PntList2D',
      (text: string) =>
        text.replace(
          /(<CrossSectSurf[^>]*>\s*)(<PntList2D>[^<]*<\/PntList2D>\s*)(<Feature>[\s\S]*?<\/Feature>)/,
          '$1$3$2',
        ),
    ],
    ['a station twice', (text: string) => text.replace('sta="40.000"', 'sta="20.000"')],
    ['an odd list', (text: string) => text.replace('<PntList2D>', '<PntList2D>x ')],
    ['no rot', (text: string) => text.replace(' rot="cw"', '')],
    ['a spiral of another type', (text: string) => text.replace('spiType="clothoid"', 'spiType="bloss"')],
    ['an unknown zone', (text: string) => text.replace('8(X,Y)', '20(X,Y)')],
    ['no coordinate system', (text: string) => text.replace(/<CoordinateSystem[^>]*\/>/, '')],
    ['a face of two points', (text: string) => text.replace('<F>1 2 3</F>', '<F>1 2</F>')],
    ['no staStart', (text: string) => text.replace(' staStart="0.000"', '')],
    ['no date', (text: string) => text.replace(' date="2026-11-21"', '')],
    [
      'surfaces before alignments',
      (text: string) =>
        text.replace(/( {2}<Alignments>[\s\S]*<\/Alignments>\n)( {2}<Surfaces>[\s\S]*<\/Surfaces>\n)/, '$2$1'),
    ],
  ])('rejects %s', async (_, breakIt) => {
    const broken = breakIt(xml);
    expect(broken).not.toBe(xml);
    expect(await schemaErrors(broken)).not.toEqual([]);
  });
});
