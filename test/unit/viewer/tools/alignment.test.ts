import { describe, expect, it } from 'vitest';
import { type CrossSectionsRequest, parseCrossSectionsRequest } from '#core/contract/cross-sections.ts';
import { createSiteFrame, toSitePose } from '../../../../viewer/state/site-frame.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { formatPoints, parsePoints, previewAxis } from '../../../../viewer/tools/alignment/axis.ts';
import { placeOnSection, sectionsInView, stationPose } from '../../../../viewer/tools/alignment/in-view.ts';
import { choosable, parseRecent } from '../../../../viewer/tools/alignment/recent.ts';
import { parseSkews, parseStations } from '../../../../viewer/tools/alignment/settings.ts';
import {
  type AlignmentAction,
  type AlignmentState,
  alignmentObstacle,
  EMPTY_ALIGNMENT,
  reduceAlignment,
  sectionsRequest,
} from '../../../../viewer/tools/alignment/state.ts';
import {
  gradePoints,
  lobeRows,
  massPoints,
  meanHaulM,
  nearestStation,
  placeName,
  profileModel,
  stationModel,
  stationRows,
} from '../../../../viewer/tools/alignment/station-model.ts';
import { alignmentUrl, askedAlignment } from '../../../../viewer/tools/alignment/url.ts';
import { ordinateAt } from '../../../../viewer/tools/chart/model.ts';
import { NO_SURFACE } from '../../../../viewer/tools/volume/surface-choice.ts';
import { makeSectionSet } from '../../../helpers/section-set.ts';

const at = (east: number, north: number, height = 0) => ({ east, north, height });
const apply = (actions: readonly AlignmentAction[], from: AlignmentState = EMPTY_ALIGNMENT) =>
  actions.reduce(reduceAlignment, from);

const DRAWN: readonly AlignmentAction[] = [
  { type: 'draw', action: { type: 'replace', vertices: [at(0, 0), at(200, 0), at(300, 150)] } },
  { type: 'curve', index: 1, curve: { radiusM: 60 } },
  { type: 'surface', side: 'existing', part: { collection: 'before' } },
  { type: 'surface', side: 'compared', part: { collection: 'after' } },
];
const frame = { code: 'EPSG:6676', unitM: 1, labelOf: () => '地盤' };

function requestOf(state: AlignmentState): CrossSectionsRequest {
  return parseCrossSectionsRequest({ inputs: sectionsRequest(state, frame) });
}

describe('the request of the alignment tool', () => {
  it('is what the contract takes, with curves, stations, skews and soil', () => {
    const state = apply([
      ...DRAWN,
      { type: 'axis', part: { name: '本線', startStationM: -90 } },
      {
        type: 'settings',
        settings: {
          plusStations: 'NO.3+12.5、72.5',
          skews: 'NO.3 15\n-40: -10°',
          soil: 'own',
          looseL: 1.25,
          compactC: 0.88,
        },
      },
    ]);
    expect(alignmentObstacle(state)).toBeNull();
    const request = requestOf(state);
    expect(request.alignment).toEqual({
      points: [{ position: [0, 0] }, { position: [200, 0], radiusM: 60 }, { position: [300, 150] }],
      name: '本線',
      startStationM: -90,
    });
    expect(request.plusStations).toEqual([72.5, 72.5]);
    expect(request.skews).toEqual([
      { station: 60, skewDeg: 15 },
      { station: -40, skewDeg: -10 },
    ]);
    expect(request.soil).toEqual({ L: 1.25, C: 0.88, truckM3: 5.5 });
    // two surfaces of one name would be one layer of a drawing
    expect(request.labels).toEqual(['地盤', '地盤 (2)']);
    expect([request.existing, request.compared]).toEqual([0, 1]);
  });

  it('cuts one surface alone when nothing is compared', () => {
    const state = apply([
      ...DRAWN,
      { type: 'settings', settings: { compares: false, more: [{ ...NO_SURFACE, kind: 'file' }] } },
    ]);
    expect(alignmentObstacle(state)).toBeNull();
    expect(requestOf(state)).toMatchObject({ surfaces: [{ collection: 'before', classes: [2] }], compared: null });
  });

  it('says what is missing, and takes no curve at the ends', () => {
    expect(alignmentObstacle(EMPTY_ALIGNMENT)).toBe('needAxis');
    expect(alignmentObstacle(apply([{ type: 'axis', part: { source: 'file' } }]))).toBe('needAlignment');
    const tooSharp = apply([...DRAWN, { type: 'curve', index: 1, curve: { radiusM: 5000 } }]);
    expect(alignmentObstacle(tooSharp)).toBe('badAxis');
    expect(previewAxis(tooSharp)).toHaveProperty('problem');
    const settings = (part: Partial<AlignmentState['settings']>) =>
      alignmentObstacle(apply([...DRAWN, { type: 'settings', settings: part }]));
    expect(settings({ plusStations: 'NO.x' })).toBe('badStations');
    expect(settings({ skews: 'NO.3 75' })).toBe('badSkews');
    expect(settings({ leftM: 0, rightM: 0 })).toBe('needWidth');
    expect(settings({ compared: { ...NO_SURFACE, collection: 'before' } })).toBe('sameSurface');
    // a section has no boundary that a plane could be fitted to
    expect(settings({ compared: { ...NO_SURFACE, kind: 'plane', plane: 'boundary' } })).toBe('needCompared');
    const atEnds = apply([...DRAWN, { type: 'curve', index: 0, curve: { radiusM: 10 } }]);
    expect(alignmentObstacle(atEnds)).toBeNull();
  });

  it('reads stations and skews as people write them', () => {
    expect(parseStations('ＮＯ．３＋１２．５ 80', 20)).toEqual([72.5, 80]);
    expect(parseStations('', 20)).toEqual([]);
    expect(parseStations('NO.3+25', 20)).toBeNull();
    expect(parseSkews('NO.1 10; NO.2=−5', 20)).toEqual([
      { station: 20, skewDeg: 10 },
      { station: 40, skewDeg: -5 },
    ]);
    expect(parseSkews('NO.1', 20)).toBeNull();
  });
});

describe('the result of the alignment tool', () => {
  const result = makeSectionSet({ points: true });

  it('goes with any change of what it was computed for, and stays while one looks at it', () => {
    const done = apply([...DRAWN, { type: 'run' }, { type: 'done', result }]);
    expect(done.run.state).toBe('done');
    const looked = apply(
      [
        { type: 'station', index: 4 },
        { type: 'tab', tab: 'mass' },
        { type: 'hover', offsetM: 3 },
      ],
      done,
    );
    expect(looked).toMatchObject({ station: 4, tab: 'mass', hoverOffsetM: 3, run: { state: 'done' } });
    expect(apply([{ type: 'station', index: 999 }], looked).station).toBe(result.stations.length - 1);
    expect(apply([{ type: 'station', index: -1 }], looked).station).toBe(0);
    expect(apply([{ type: 'settings', settings: { leftM: 10 } }], looked)).toMatchObject({
      run: { state: 'idle' },
      station: 0,
    });
    expect(apply([{ type: 'curve', index: 1, curve: { radiusM: 61 } }], looked).run.state).toBe('idle');
    // a link may name a station that there is not
    expect(apply([{ type: 'station', index: 500 }, { type: 'run' }, { type: 'done', result }]).station).toBe(
      result.stations.length - 1,
    );
  });

  it('becomes rows with the numbers of the server', () => {
    const rows = stationRows(result);
    expect(rows.map(({ name, cutM2, fillM2 }) => [name, cutM2, fillM2])).toEqual(
      result.stations.map(({ name, area }) => [name, area?.cutM2 ?? null, area?.fillM2 ?? null]),
    );
    const station = result.stations[3]!;
    const withVoid = { ...result, stations: [{ ...station, area: { ...station.area!, voidM: 2.5 } }] };
    expect(stationRows(withVoid)[0]?.voidM).toBe(2.5);
    expect(rows[0]?.voidM).toBeNull();
  });

  it('is drawn with all surfaces, cut and fill between two of them, and mirrored when looked at backward', () => {
    const words = {
      section: '',
      profile: '',
      mass: '',
      offset: '',
      distance: '',
      elevation: '',
      massAxis: '',
      design: '計画高',
      centreLine: 'CL',
    };
    const station = result.stations[3]!;
    const model = stationModel(result, station, words);
    expect(model.lines.map(({ label }) => label)).toEqual(['2019年 地盤', '2024年 地盤', '計画']);
    // a gap of the ground splits its line
    expect(model.lines[0]?.parts).toHaveLength(2);
    const areaOf = (kind: string) =>
      model.fills.filter((fill) => fill.kind === kind).reduce((sum, { ring }) => sum + Math.abs(ringArea(ring)), 0);
    expect(areaOf('cut')).toBeCloseTo(station.area!.cutM2, 6);
    expect(areaOf('fill')).toBeCloseTo(station.area!.fillM2, 6);
    expect(model.dots?.x).toHaveLength(400);
    expect(model.mirrored).toBe(false);
    expect(stationModel({ ...result, looking: 'backward' }, station, words).mirrored).toBe(true);
    const profile = profileModel(result, 2, words);
    expect(profile.lines[0]?.label).toBe('計画高');
    expect(profile.marks[0]).toMatchObject({ x: result.stations[2]?.distanceM, label: result.stations[2]?.name });
    expect(profile.texts.filter(({ text }) => text.startsWith('i = '))).toHaveLength(2);
    // a measurement takes hold where the grade changes: ends of the parabola, which lie on the line
    const design = profile.lines[0]!;
    const [corners = []] = gradePoints(result)[0]!.parts;
    const middleM = result.alignment.lengthM / 2;
    expect(corners.map(([x]) => x)).toEqual([0, middleM - 30, middleM + 30, result.alignment.lengthM]);
    for (const [x = 0, y = 0] of corners) expect(ordinateAt(design.parts, x)).toBeCloseTo(y, 2);
    expect(gradePoints({ ...result, alignment: { ...result.alignment, profile: null } })).toEqual([]);
  });

  it('puts the mass curve on distances and weighs the hauls', () => {
    const points = massPoints(result, result.volumes!);
    expect(points.map(([, mass]) => mass)).toEqual(result.volumes!.rows.map(({ massM3 }) => massM3));
    const lobes = [
      { kind: 'balanced', fromStationM: 0, toStationM: 40, volumeM3: 10, direction: 'forward', haulM: 20 },
      { kind: 'balanced', fromStationM: 40, toStationM: 72.5, volumeM3: 30, direction: 'backward', haulM: 40 },
      { kind: 'borrow', fromStationM: 72.5, toStationM: 100, volumeM3: 500, direction: null, haulM: null },
    ] as const;
    expect(meanHaulM({ lobes: [...lobes] })).toBe(35);
    expect(meanHaulM({ lobes: [lobes[2]] })).toBeNull();
    expect(lobeRows({ lobes: [...lobes] }, 'road', 20)[1]).toMatchObject({ from: 'NO.2', to: 'NO.3+12.50' });
    expect(placeName('river', 1234.5, 20)).toBe('1.234k');
    expect(nearestStation(result, 61)).toBe(result.stations.findIndex(({ distanceM }) => distanceM === 60));
  });

  it('lies in the picture where the server cut it', () => {
    const station = result.stations[2]!;
    const end = placeOnSection(result, station, result.rightM, 1);
    expect([end.east, end.north]).toEqual([expect.closeTo(station.right[0]!, 6), expect.closeTo(station.right[1]!, 6)]);
    const { axis, sections } = sectionsInView(result, 1);
    expect(sections).toHaveLength(result.stations.length);
    const nearest = Math.min(
      ...axis.map(({ east, north }) => Math.hypot(east - station.position[0]!, north - station.position[1]!)),
    );
    expect(nearest).toBeLessThan(3);
    const site = createSiteFrame({
      code: 'EPSG:6676',
      proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
      unitM: 1,
      geoidHeightM: 0,
    });
    const pose = toSitePose(site, stationPose(result, station, site));
    expect(Math.hypot(pose.target.east - station.position[0]!, pose.target.north - station.position[1]!)).toBeLessThan(
      0.01,
    );
    expect((pose.headingDeg + 360) % 360).toBeCloseTo(station.azimuthDeg, 6);
  });
});

/** Shoelace over x, y, x, y, … */
function ringArea(ring: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    sum += ring[i]! * ring[j + 1]! - ring[j]! * ring[i + 1]!;
  }
  return sum / 2;
}

describe('the alignment tool in the address', () => {
  const through = (state: AlignmentState) => {
    const search = formatUrl({ tool: 'alignment', alignment: alignmentUrl(state, 1) });
    return askedAlignment(parseUrl(search).alignment ?? {}, ['before', 'after'], {
      existing: { ...NO_SURFACE, collection: 'before' },
      compared: { ...NO_SURFACE, collection: 'after' },
    });
  };

  it('brings back axis, settings, result, station and tab', () => {
    const result = makeSectionSet();
    const hash = 'ab'.repeat(32);
    const state = apply([
      ...DRAWN,
      { type: 'curve', index: 1, curve: { clothoidInM: 30, clothoidOutM: 35.5 } },
      { type: 'axis', part: { name: '本線 & 枝', startStationM: -90 } },
      {
        type: 'settings',
        settings: {
          plusStations: 'NO.3+12.5',
          skews: 'NO.3 15\nNO.4 -5',
          style: 'river',
          downstream: 'forward',
          soil: 'cohesive',
          leftM: 12.5,
          classes: [2, 11],
          points: false,
          more: [{ ...NO_SURFACE, collection: 'before', kind: 'plane', elevationM: 101.5 }],
        },
      },
      { type: 'run' },
      { type: 'done', result: { ...result, provenance: { ...result.provenance, requestHash: hash } } },
      { type: 'station', index: 5 },
      { type: 'tab', tab: 'profile' },
    ]);
    const asked = through(state);
    expect(asked).toMatchObject({
      name: '本線 & 枝',
      startStationM: -90,
      result: hash,
      station: 5,
      tab: 'profile',
      stored: null,
    });
    expect(asked.points?.map(({ position }) => position)).toEqual([
      [0, 0],
      [200, 0],
      [300, 150],
    ]);
    expect(asked.points?.[1]?.curve).toEqual({ radiusM: 60, clothoidInM: 30, clothoidOutM: 35.5 });
    expect({ ...state.settings, ...asked.settings }).toMatchObject(state.settings);
  });

  it('names an alignment of a file by its id', () => {
    const stored = { id: '0123456789abcdef0123456789abcdef', name: '市道~谷線' };
    expect(through(apply([{ type: 'axis', part: { source: 'file', stored } }])).stored).toEqual(stored);
  });

  it('leaves out what is not understood', () => {
    const asked = askedAlignment(
      parseUrl('?tool=alignment&alignment=no&points=1,2;x,3&result=../x&left=-5&soil=mud&no=9e9&tab=x&existing=gone')
        .alignment ?? {},
      ['before'],
      { existing: { ...NO_SURFACE, collection: 'before' }, compared: NO_SURFACE },
    );
    expect(asked).toMatchObject({ stored: null, points: null, result: null, station: 0, tab: 'section' });
    expect(asked.settings).toMatchObject({ soil: null, existing: { collection: 'before' } });
    expect(asked.settings.leftM).toBeUndefined();
    expect(parsePoints('1,2')).toBeNull();
    expect(parsePoints('1,2;3,4,-5')).toBeNull();
    expect(parsePoints('1,2;3,4,,5')?.[1]?.curve.radiusM).toBeNull();
    expect(formatPoints({ ...EMPTY_ALIGNMENT }, 1)).toBe('');
  });

  it('remembers only well-formed alignments', () => {
    const good = { id: 'f'.repeat(32), fileName: 'a.xml', name: 'A' };
    expect(parseRecent(JSON.stringify([good, { id: '../x' }, 4]))).toEqual([good]);
    expect(parseRecent('{')).toEqual([]);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, fileName: `${id}.xml`, name: id }));
    expect(choosable([a!, b!], [b!, c!], 'a').map(({ id }) => id)).toEqual(['b', 'c']);
    expect(choosable([], [c!], undefined)).toEqual([c]);
    expect(parseRecent(null)).toEqual([]);
  });
});
