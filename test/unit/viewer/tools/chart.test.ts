import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import { fileNameOf } from '../../../../viewer/api/processes.ts';
import {
  type ChartModel,
  lineLooks,
  ordinateAt,
  ordinateRange,
  roundTicks,
} from '../../../../viewer/tools/chart/model.ts';
import { areaFills, knownParts, labelRows } from '../../../../viewer/tools/chart/parts.ts';
import { chartSvg } from '../../../../viewer/tools/chart/svg.ts';
import { headerOf, parseHeader } from '../../../../viewer/tools/papers/header.ts';
import { areaRows, firstPair, sectionModel } from '../../../../viewer/tools/section/section-model.ts';
import {
  EMPTY_SECTION,
  reduceSection,
  sectionObstacle,
  sectionRequest,
} from '../../../../viewer/tools/section/state.ts';
import { NO_SURFACE } from '../../../../viewer/tools/volume/surface-choice.ts';

const surface = (collection: string, kind: 'ground' | 'design', elevationsM: (number | null)[]) => ({
  collection,
  kind,
  distancesM: [0, 5, 10],
  elevationsM,
  simplified: [],
  slopes: [{ fromM: 0, toM: 5, fromElevationM: 10, toElevationM: 12, ratio: 2.5, text: '1:2.5' }],
});

const section = {
  lengthM: 10,
  surfaces: [surface('a', 'ground', [10, 10, 10]), surface('計画 <1>', 'design', [9, 11, 13])],
  areas: [{ existing: 0, compared: 1, cutM2: 1.25, fillM2: 11.25, coveredM: 10, voidM: 0 }],
  points: { distanceM: [1], offsetM: [0], elevationM: [30], class: [5], surface: [0], total: 1, returned: 1 },
} as unknown as CrossSectionResult;
const words = { title: '横断図 & 図', distance: 'm', elevation: 'm' };

describe('a chart of heights', () => {
  it('splits lines at gaps and finds heights between vertices', () => {
    const parts = knownParts([0, 1, 2, 3, 4], [1, 2, null, 5, 7]);
    expect(parts).toEqual([
      [
        [0, 1],
        [1, 2],
      ],
      [
        [3, 5],
        [4, 7],
      ],
    ]);
    expect(ordinateAt(parts, 0.5)).toBe(1.5);
    expect(ordinateAt(parts, 3.5)).toBe(6);
    expect(ordinateAt(parts, 2)).toBeNull();
    expect(ordinateAt(parts, 9)).toBeNull();
  });

  it('fills what lies between two lines with the areas of the server', () => {
    const [a, b] = section.surfaces.map(({ distancesM, elevationsM }) => knownParts(distancesM, elevationsM));
    const fills = areaFills(a!, b!);
    expect(fills.map(({ kind }) => kind).sort()).toEqual(['cut', 'fill']);
  });

  it('draws metres alike both ways at ×1, and has round ticks', () => {
    const [low, high] = ordinateRange([100, 110], 1, { widthPx: 1000, heightPx: 250, lengthM: 200 });
    expect(high - low).toBeCloseTo(50, 9);
    expect(roundTicks(-0.3, 10.2, 5)).toEqual([0, 5, 10]);
    expect(roundTicks(0, 1, 4)).toEqual([0, 0.5, 1]);
  });

  it('tells designs from grounds', () => {
    const looks = lineLooks(['ground', 'design', 'ground', 'design']);
    expect(new Set(looks.map(({ colour }) => colour)).size).toBe(4);
    expect(looks.map(({ dashed }) => dashed)).toEqual([false, false, false, true]);
  });
});

describe('the chart as a file', () => {
  const model = sectionModel(section, ['a', '計画 <1>'], words, 0);
  const read = (chart: ChartModel) =>
    new DOMParser({
      onError: (level, message) => {
        throw new Error(`${level}: ${message}`);
      },
    }).parseFromString(chartSvg(chart, { widthPx: 800, heightPx: 400, exaggeration: null }), 'image/svg+xml');

  it('is well-formed SVG with the names of the lines, the slopes and the hatch', () => {
    const svg = read(model);
    const texts = [...svg.getElementsByTagName('text')].map((text) => text.textContent);
    expect(texts).toEqual(expect.arrayContaining(['横断図 & 図', 'a', '計画 <1>', '1:2.5']));
    const fills = [...svg.getElementsByTagName('path')].map((path) => path.getAttribute('fill'));
    expect(fills).toContain('url(#cut)');
  });

  it('runs to the left when the section is looked at from the other side', () => {
    const mark = (mirrored: boolean) => {
      const svg = read({ ...model, mirrored, marks: [{ x: 2, label: 'M', colour: '#000' }] });
      const text = [...svg.getElementsByTagName('text')].find(({ textContent }) => textContent === 'M');
      return Number(text?.getAttribute('x'));
    };
    const [left, right] = [66, 800 - 18];
    expect(mark(false)).toBeCloseTo(left + 0.2 * (right - left), 1);
    expect(mark(true)).toBeCloseTo(right - 0.2 * (right - left), 1);
  });
});

describe('the section tool with designs', () => {
  it('cuts collections first, then what was added, and waits for what is missing', () => {
    const drawn = reduceSection(EMPTY_SECTION, {
      type: 'draw',
      action: {
        type: 'replace',
        vertices: [
          { east: 0, north: 0, height: 0 },
          { east: 9, north: 0, height: 0 },
        ],
      },
    });
    const more = [
      { ...NO_SURFACE, kind: 'plane' as const, elevationM: 200 },
      { ...NO_SURFACE, kind: 'file' as const },
    ];
    let state = reduceSection(drawn, { type: 'settings', settings: { surfaces: ['a'], more } });
    expect(sectionObstacle(state)).toBe('needMore');
    const file = { id: 'f'.repeat(32), form: 'design' as const, crs: null, swapXY: false };
    state = reduceSection(state, { type: 'surface', index: 1, part: { file } });
    expect(sectionObstacle(state)).toBeNull();
    expect(sectionRequest(state, { code: null, unitM: 1 }).surfaces).toEqual([
      { collection: 'a', classes: [2] },
      { plane: { elevationM: 200 } },
      { design: 'f'.repeat(32) },
    ]);
    const done = reduceSection(reduceSection(state, { type: 'run' }), { type: 'done', result: section });
    expect(done.pair).toBe(0);
    expect(firstPair({ ...section, areas: [] })).toBeNull();
    expect(areaRows(section, ['a', 'b'])).toEqual([['a', 'b', 1.25, 11.25, 10, 0]]);
  });
});

describe('papers', () => {
  it('keep only known fields of a stored header, and send only filled ones', () => {
    expect(parseHeader('{"projectName":"道路","other":1,"office":5}')).toMatchObject({
      projectName: '道路',
      office: '',
    });
    expect(parseHeader('[')).toMatchObject({ projectName: '' });
    const texts = { ...parseHeader(null), projectName: ' 道路 ', date: '2026-13', author: '' };
    expect(headerOf(texts)).toEqual({ projectName: '道路' });
    expect(headerOf({ ...texts, date: '2026-01-31' })).toEqual({ projectName: '道路', date: '2026-01-31' });
  });

  it('have the name that the server gives them', () => {
    expect(fileNameOf('attachment; filename="a.dxf"')).toBe('a.dxf');
    expect(fileNameOf('attachment; filename="x.zip"; filename*=UTF-8\'\'%E6%A8%AA.zip')).toBe('横.zip');
    expect(fileNameOf('')).toBeNull();
  });
});

describe('labels of marks', () => {
  it('keep their row while they stand apart, in whatever order they come', () => {
    expect(labelRows([])).toEqual([]);
    expect(
      labelRows([
        [200, 240],
        [0, 50],
        [60, 100],
      ]),
    ).toEqual([0, 0, 0]);
  });

  it('go to the next row where they would cover one another, and come back', () => {
    expect(
      labelRows([
        [0, 50],
        [30, 80],
        [40, 90],
        [60, 110],
      ]),
    ).toEqual([0, 1, 2, 0]);
  });
});
