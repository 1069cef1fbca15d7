import { describe, expect, it } from 'vitest';
import { parseExtractRequest } from '#core/contract/extract.ts';
import { parseMakeSurfaceRequest } from '#core/contract/make-surface.ts';
import { badContact, EMPTY_DRAFT, requestBody } from '../../../../viewer/catalog/request/draft.ts';
import { formatBytes } from '../../../../viewer/catalog/take-out/bytes.ts';
import { areaM2, estimateCells, estimatePoints, roughly } from '../../../../viewer/catalog/take-out/estimate.ts';
import { type ItemShare, itemShare } from '../../../../viewer/catalog/take-out/facts.ts';
import { remedyFor } from '../../../../viewer/catalog/take-out/remedy.ts';
import {
  defaultSettings,
  obstacle,
  type TakeOutArea,
  type TakeOutSettings,
  takeOutRequest,
} from '../../../../viewer/catalog/take-out/settings.ts';
import { commandText, curlText } from '../../../../viewer/catalog/take-out/snippets.ts';

const box = (west: number, south: number, east: number, north: number): TakeOutArea => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
const area = box(139, 35, 139.01, 35.01);
const item: ItemShare = {
  collection: 'a',
  bbox: [139, 35, 139.01, 35.01],
  pointCount: 1e9,
  densityM2: 10,
  bytesPerPoint: 7,
  classCounts: new Map([
    [1, 6e8],
    [2, 4e8],
  ]),
};
const { points } = defaultSettings(['a']);

describe('the estimate', () => {
  it('knows the area on the ellipsoid', () => {
    // GRS 80 at 35.005° N: a degree is 110,941.6 m north and 91,280 m east
    expect(areaM2(area) / (1109.416 * 912.8)).toBeCloseTo(1, 3);
    const [ring = []] = area.type === 'Polygon' ? area.coordinates : [];
    const hole = box(139.002, 35.002, 139.004, 35.004).coordinates[0] as typeof ring;
    expect(areaM2({ type: 'Polygon', coordinates: [ring, hole] }) / areaM2(area)).toBeCloseTo(0.96, 4);
    expect(areaM2({ type: 'MultiPolygon', coordinates: [[ring], [hole]] }) / areaM2(area)).toBeCloseTo(1.04, 4);
    expect(estimateCells(area, 1) / areaM2(area)).toBeCloseTo(1, 2);
  });

  it('counts what lies in the items, by class and spacing', () => {
    const all = estimatePoints(area, [item], points);
    expect(all?.points).toBeCloseTo(10 * areaM2(area), -1);
    expect(all?.bytes).toBeCloseTo(70 * areaM2(area), -2);
    const half = estimatePoints(area, [{ ...item, bbox: [139.005, 34, 140, 36] }], points);
    expect((half?.points ?? 0) / (all?.points ?? 1)).toBeCloseTo(0.5, 3);
    const ground = estimatePoints(area, [item], { ...points, classChoice: 'ground' });
    expect((ground?.points ?? 0) / (all?.points ?? 1)).toBeCloseTo(0.4, 3);
    const thin = estimatePoints(area, [item], { ...points, minSpacingM: 2 });
    expect(thin?.points).toBeLessThan(areaM2(area) / 4);
    expect(estimatePoints(area, [{ ...item, pointCount: 50 }], points)?.points).toBe(50);
    expect(estimatePoints(area, [], points)).toBeNull();
    expect(estimatePoints(area, [{ ...item, bbox: [140, 35, 141, 36] }], points)?.points).toBe(0);
  });

  it('is told in two digits', () => {
    expect([7, 123, 1_284_000, 99_900].map(roughly)).toEqual([7, 120, 1_300_000, 100_000]);
    expect([null, 12, 999_600, 15_702_639].map(formatBytes)).toEqual(['–', '12 B', '1.0 MB', '15.7 MB']);
  });

  it('reads what an item says of itself', () => {
    const properties = { 'pc:count': 10, 'pc:density': 2, 'tengun:class_counts': { '2': 10 } };
    const feature = { collection: 'a', bbox: [1, 2, 0, 3, 4, 9], properties, assets: { data: { 'file:size': 80 } } };
    expect(itemShare(feature)).toMatchObject({ bbox: [1, 2, 3, 4], bytesPerPoint: 8, densityM2: 2 });
    expect(itemShare({ collection: 'a' })).toBeNull();
  });
});

describe('the request', () => {
  const settings = defaultSettings(['a', 'b']);
  it('is one that the processes take', () => {
    const extract = takeOutRequest(settings, area);
    expect(parseExtractRequest({ inputs: extract.inputs })).toMatchObject({ collections: ['a'], format: 'laz' });
    const some: TakeOutSettings = {
      ...settings,
      collections: ['b', 'a'],
      points: { format: 'las12', classChoice: 'some', classes: [5, 2], minSpacingM: 0.5 },
    };
    expect(parseExtractRequest({ inputs: takeOutRequest(some, area).inputs })).toMatchObject({
      ...{ collections: ['b', 'a'], classes: [2, 5], minSpacingM: 0.5, format: 'las12', crs: 'OGC:CRS84' },
    });
    for (const format of ['cog', 'png', 'contours-dxf', 'landxml'] as const) {
      const surface: TakeOutSettings = { ...settings, what: 'surface', surface: { ...settings.surface, format } };
      const { process, inputs } = takeOutRequest(surface, area);
      expect(process).toBe('surface');
      expect(parseMakeSurfaceRequest({ inputs })).toMatchObject({ collection: 'a', format });
      expect('style' in inputs).toBe(format === 'png');
      expect('intervalM' in inputs).toBe(format === 'contours-dxf');
    }
  });

  it('waits for a collection and a class', () => {
    expect(obstacle(settings)).toBeNull();
    expect(obstacle({ ...settings, collections: [] })).toBe('noCollection');
    expect(obstacle({ ...settings, points: { ...points, classChoice: 'some' } })).toBe('noClass');
    expect(obstacle({ ...settings, what: 'surface', points: { ...points, classChoice: 'some' } })).toBeNull();
  });

  it('stands in the terminal texts as it is', () => {
    const request = takeOutRequest(settings, area);
    const small = curlText(request, settings, 'http://points.example', 1000);
    expect(JSON.parse(/-d '(.*)'\n$/s.exec(small)?.[1] ?? '')).toEqual({ inputs: request.inputs });
    expect(small).not.toContain('respond-async');
    expect(curlText(request, settings, 'http://points.example', 1e9)).toContain("-H 'prefer: respond-async'");
    const json = /<<'JSON'\n(.*)\nJSON/s.exec(commandText(request, settings))?.[1] ?? '';
    expect(JSON.parse(json)).toEqual({ inputs: request.inputs });
  });

  it('has a way out of what went wrong', () => {
    expect(remedyFor('LIMIT', settings)).toMatchObject({ name: 'thinner', metres: 0.25 });
    expect(remedyFor('LIMIT', { ...settings, what: 'surface' })).toMatchObject({ name: 'coarser', metres: 1 });
    expect(remedyFor('NO_DATA', settings)).toBeNull();
    const ground = { ...settings, points: { ...points, classChoice: 'ground' as const } };
    expect(remedyFor('NO_GROUND_CLASS', ground)?.settings.points.classChoice).toBe('all');
  });
});

describe('the form for requests', () => {
  it('sends what was written, and nothing that is empty', () => {
    const draft = { ...EMPTY_DRAFT, text: ' a wish ', name: '  ', contact: ' a@b.jp ', example: 'forest' as const };
    expect(requestBody({ ...draft, item: 'sheet', lang: 'ja' })).toEqual({
      ...{ text: 'a wish', contact: 'a@b.jp', item: 'sheet', lang: 'ja' },
    });
  });
  it('knows a mail address from something else', () => {
    expect(['', ' ', 'a@b.jp', ' a@b.jp '].map(badContact)).toEqual([false, false, false, false]);
    expect(['a', 'a@', 'a b@c', '<a@b>'].map(badContact)).toEqual([true, true, true, true]);
  });
});
