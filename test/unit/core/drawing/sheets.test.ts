import { expect, test } from 'vitest';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { crossSectionSheets, packSections, sectionScale } from '#core/drawing/cross-section-sheets.ts';
import { drawingArea, PAPER_SIZES } from '#core/drawing/frame.ts';
import { massHaulSheet } from '#core/drawing/mass-haul-sheet.ts';
import { paperContext } from '#core/drawing/paper-context.ts';
import { planModel, planSheets } from '#core/drawing/plan-sheets.ts';
import { profileSheets } from '#core/drawing/profile-sheets.ts';
import { figureBox, sectionStyle } from '#core/drawing/section-figure.ts';
import type { Entity, Sheet } from '#core/drawing/sheet.ts';
import { textWidthMm } from '#core/drawing/text-metrics.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { endAreaVolumes } from '../../../helpers/end-area-rows.ts';
import { makeSectionSet } from '../../../helpers/section-set.ts';

const HEADER = {
  projectName: '令和7年度 道路災害復旧工事',
  routeName: '国道135号 熱海市伊豆山',
  office: '熱海土木事務所',
  author: '点群測量株式会社',
  date: '2026-03-31',
};
const result = makeSectionSet({ points: true });
const contours = [
  {
    elevationM: 120,
    isIndex: true,
    lines: [
      [
        [52_000, -97_000],
        [52_200, -96_990],
        [52_600, -97_010],
      ],
    ],
  },
];

function sheetsOf(set: CrossSectionsResult, paper: 'A1' | 'A3' | 'A4' = 'A3', header = HEADER): Sheet[] {
  const context = paperContext(set, header, 'ja', paper);
  const massHaul = massHaulSheet(set, context);
  const drawings = [
    ...planSheets(set, context, contours),
    ...profileSheets(set, context),
    ...crossSectionSheets(set, context),
  ];
  return massHaul ? [...drawings, massHaul] : drawings;
}

const textsOf = (sheet: Sheet) => sheet.entities.filter((entity) => entity.kind === 'text');

/** Corners of what an entity covers. */
function cornersOf(entity: Entity): [number, number][] {
  const pairs = (points: readonly number[]) => {
    const out: [number, number][] = [];
    for (let i = 0; i < points.length; i += 2) out.push([points[i]!, points[i + 1]!]);
    return out;
  };
  switch (entity.kind) {
    case 'polyline':
    case 'dots':
      return pairs(entity.points);
    case 'fill':
      return entity.rings.flatMap(pairs);
    case 'circle':
      return [[entity.x, entity.y]];
    case 'text': {
      const width = textWidthMm(entity.text, entity.heightMm);
      const from = entity.align === 'left' ? 0 : entity.align === 'centre' ? -width / 2 : -width;
      const angle = (entity.rotationDeg * Math.PI) / 180;
      return [from, from + width].map((along) => [
        entity.x + along * Math.cos(angle),
        entity.y + along * Math.sin(angle),
      ]);
    }
  }
}

function expectInside(sheet: Sheet, paper: keyof typeof PAPER_SIZES): void {
  const [width, height] = PAPER_SIZES[paper];
  expect([sheet.widthMm, sheet.heightMm]).toEqual([width, height]);
  const far = sheet.entities.filter((entity) =>
    cornersOf(entity).some(
      ([x, y]) => x < 20 - 1e-6 || x > width - 10 + 1e-6 || y < 10 - 1e-6 || y > height - 10 + 1e-6,
    ),
  );
  expect(far).toEqual([]);
}

test.each(['A1', 'A3', 'A4'] as const)(
  'nothing on %s leaves the frame, and every sheet carries the header',
  (paper) => {
    for (const sheet of sheetsOf(result, paper)) {
      expectInside(sheet, paper);
      const texts = textsOf(sheet).map((text) => text.text);
      for (const field of [HEADER.projectName, HEADER.office, HEADER.date]) expect(texts).toContain(field);
      expect(texts.join(' ')).toContain('5f0c8a1de2b94c77');
      expect(texts.join(' ')).toContain('加工して作成');
    }
  },
);

test('hostile and endless headers neither leave the frame nor carry control characters', () => {
  const long = `=HYPERLINK("http://x")\u0007\n<script>%%c\\U+0041${'長い名前'.repeat(60)}`;
  const header = { projectName: long, routeName: long, office: long, author: long, date: '2026-03-31', station: long };
  for (const sheet of sheetsOf(makeSectionSet({ count: 5 }), 'A3', header))
    for (const entity of textsOf(sheet)) {
      expect(entity.text).not.toMatch(/\p{Cc}/u);
      for (const [x] of cornersOf(entity)) expect(x).toBeLessThanOrEqual(410 + 1e-6);
    }
});

test('stations every 40 cm stay inside profile and mass haul, with every so many of them written', () => {
  const stations = Array.from({ length: 600 }, (_, i) => {
    const at = i * 0.4;
    return {
      ...result.stations[1]!,
      name: `NO.${Math.floor(at / 20)}+${(at % 20).toFixed(2)}`,
      stationM: at,
      distanceM: at,
    };
  });
  const dense: CrossSectionsResult = { ...result, stations, volumes: endAreaVolumes(stations, { C: 0.9, L: 1.2 }) };
  const context = paperContext(dense, HEADER, 'ja');
  for (const sheet of [...profileSheets(dense, context), massHaulSheet(dense, context)!]) {
    expectInside(sheet, 'A3');
    const names = textsOf(sheet).filter((text) => text.text.startsWith('NO.') && text.rotationDeg === 90);
    expect(names.length).toBeGreaterThan(20);
    names.forEach((a, i) => {
      for (const b of names.slice(i + 1)) expect(Math.abs(a.x - b.x)).toBeGreaterThan(2.5);
    });
  }
});

test('sections never overlap, and every one is drawn once', () => {
  const area = drawingArea('A3');
  const scale = sectionScale(result, 'ja', area);
  const style = sectionStyle(result, 'ja', scale);
  const pages = packSections(result, style, area);
  expect(pages.flat().map((placed) => placed.station.name)).toEqual(result.stations.map((station) => station.name));
  for (const page of pages) {
    const boxes = page.map(({ station, x, y }) => {
      const box = figureBox(station, style);
      return { left: x + box.left, right: x + box.right, bottom: y + box.bottom, top: y + box.top };
    });
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const isApart = a.right < b.left || b.right < a.left || a.top < b.bottom || b.top < a.bottom;
        expect(isApart).toBe(true);
      }
    });
  }
});

test('a road goes from below upwards, a river from above downwards', () => {
  const area = drawingArea('A3');
  const order = (set: CrossSectionsResult) => {
    const [first, second] = packSections(set, sectionStyle(set, 'ja', 200), area)[0]!;
    return Math.sign(second!.y - first!.y);
  };
  expect(order(result)).toBe(1);
  expect(order({ ...result, style: 'river' })).toBe(-1);
});

test('areas, heights and station names stand as the result has them, rounded half up', () => {
  const texts = crossSectionSheets(result, paperContext(result, HEADER, 'ja')).flatMap((sheet) =>
    textsOf(sheet).map((text) => text.text),
  );
  for (const station of result.stations) {
    expect(texts).toContain(station.name);
    expect(texts).toContain(
      `CA=${roundHalfUp(station.area!.cutM2, 0.1)}m²  BA=${roundHalfUp(station.area!.fillM2, 0.1)}m²`,
    );
    expect(texts).toContain(
      `GH=${roundHalfUp(station.groundElevationM!, 0.01)}  FH=${roundHalfUp(station.designElevationM!, 0.01)}`,
    );
  }
  expect(texts).toContain('1:1.5');
  expect(texts).toContain('未計測');
});

test('looking backward mirrors the section and its offsets', () => {
  const station = { ...result, stations: result.stations.slice(1, 2) };
  const offsets = (set: CrossSectionsResult) =>
    textsOf(crossSectionSheets(set, paperContext(set, HEADER, 'ja'))[0]!)
      .filter((text) => /^-?\d+\.\d\d$/.test(text.text) && Math.abs(Number(text.text)) < 20)
      .map((text) => Number(text.text));
  const forward = offsets(station);
  const backward = offsets({ ...station, looking: 'backward' });
  expect(backward.sort()).toEqual(forward.map((value) => (value === 0 ? 0 : -value)).sort());
});

test('a section too wide for 1:100 falls back to the next scale, and says so', () => {
  const narrow = makeSectionSet({ count: 5, halfWidthM: 10 });
  const scaleText = (set: CrossSectionsResult) =>
    textsOf(crossSectionSheets(set, paperContext(set, HEADER, 'ja'))[0]!).find((text) => text.text.startsWith('V=H='))!
      .text;
  expect(scaleText(narrow)).toBe('V=H=1:100 (A3)');
  expect(scaleText(result)).toBe('V=H=1:200 (A3)');
  expect(scaleText(makeSectionSet({ count: 5, halfWidthM: 60 }))).toBe('V=H=1:500 (A3)');
});

test('a long and steep profile is cut into sheets and steps of the datum line', () => {
  const steep = makeSectionSet({ count: 60, climb: 0.09 });
  const sheets = profileSheets(steep, paperContext(steep, HEADER, 'ja'));
  expect(sheets.length).toBeGreaterThan(1);
  const datums = sheets.map((sheet) => textsOf(sheet).filter((text) => text.text.startsWith('DL=')).length);
  expect(Math.max(...datums)).toBeGreaterThan(1);
  const all = sheets.flatMap((sheet) => textsOf(sheet).map((text) => text.text));
  for (const station of steep.stations) expect(all).toContain(station.name);
  for (const row of ['勾配', '盛土高', '切土高', '計画高', '地盤高', '追加距離', '単距離', '測点', '曲線'])
    expect(all).toContain(row);
  expect(all).toContain('VCL=60.00');
});

test('the plan knows its place: a point of the axis on paper is where it is in the world', () => {
  const sheet = planModel(result, paperContext(result, HEADER, 'ja'), contours);
  const { east, north, scale } = sheet.world!;
  const bp = sheet.entities.find((entity) => entity.kind === 'circle' && entity.radiusMm === 0.8);
  if (bp?.kind !== 'circle') throw new Error('no named point');
  expect(east + (bp.x * scale) / 1000).toBeCloseTo(52_180, 6);
  expect(north + (bp.y * scale) / 1000).toBeCloseTo(-97_060, 6);
});

test('ground alone, one station and none still make sheets', () => {
  const ground = makeSectionSet({ groundOnly: true });
  expect(massHaulSheet(ground, paperContext(ground, HEADER, 'ja'))).toBeNull();
  expect(sheetsOf(ground).length).toBeGreaterThan(2);
  const one = { ...ground, stations: ground.stations.slice(0, 1) };
  expect(sheetsOf(one).length).toBe(3);
  expect(sheetsOf({ ...ground, stations: [] }).length).toBe(3);
});
