import { describe, expect, it } from 'vitest';
import { parseChangeMapRequest } from '#core/contract/change-map.ts';
import { parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import { parseEpochSeriesRequest } from '#core/contract/epoch-series.ts';
import { VOLUME_METHOD_NAMES } from '#core/measure/volume-methods.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { VOLUME_METHODS } from '../../../../viewer/tools/volume/methods.ts';
import { VOLUME_DEFAULTS } from '../../../../viewer/tools/volume/settings.ts';
import {
  canFollow,
  canSearch,
  changesRequest,
  EMPTY_VOLUME,
  reduceVolume,
  seriesRequest,
  type VolumeAction,
  type VolumeState,
  volumeObstacle,
  volumeRequest,
} from '../../../../viewer/tools/volume/state.ts';
import { NO_SURFACE, type SurfaceChoice } from '../../../../viewer/tools/volume/surface-choice.ts';
import { volumeSettings, volumeUrl } from '../../../../viewer/tools/volume/url.ts';

const at = (east: number, north: number) => ({ east, north, height: 0 });
const PLAIN = { code: 'EPSG:6676', unitM: 1 };
const run = (state: VolumeState, ...actions: VolumeAction[]) => actions.reduce(reduceVolume, state);
const triangle: VolumeAction = {
  type: 'draw',
  action: { type: 'replace', vertices: [at(0, 0), at(30, 0), at(30, 30)] },
};
const points = (collection: string): SurfaceChoice => ({ ...NO_SURFACE, collection });
const epochs: VolumeAction = {
  type: 'settings',
  settings: { existing: points('before'), compared: points('after') },
};

describe('the volume tool', () => {
  it('says what is missing, in the order of the panel', () => {
    expect(volumeObstacle(EMPTY_VOLUME)).toBe('needArea');
    expect(volumeObstacle(run(EMPTY_VOLUME, triangle))).toBe('sameSurface');
    expect(volumeObstacle(run(EMPTY_VOLUME, triangle, epochs))).toBeNull();
    const plane = run(EMPTY_VOLUME, triangle, {
      type: 'settings',
      settings: { existing: points('a'), compared: { ...NO_SURFACE, kind: 'plane' } },
    });
    expect(volumeObstacle(plane)).toBe('needPlane');
  });

  it('asks what the contract takes, in the units of the CRS', () => {
    const request = volumeRequest(run(EMPTY_VOLUME, triangle, epochs), { code: 'EPSG:2994', unitM: 0.3048 });
    expect(parseCutFillRequest({ inputs: request })).toMatchObject({
      crs: 'EPSG:2994',
      existing: { collection: 'before', classes: [2] },
      compared: { collection: 'after', classes: [2] },
      differenceGrid: true,
    });
    const ring = request.area?.coordinates[0] as number[][];
    expect(ring).toHaveLength(4);
    expect(ring[0]).toEqual(ring[3]);
    expect(ring[1]?.[0]).toBeCloseTo(30 / 0.3048, 9);
  });

  it('follows three epochs and more through time, and searches for changes without an area', () => {
    const state = run(EMPTY_VOLUME, triangle, epochs);
    expect([canFollow(state, 2), canFollow(state, 3), canFollow(EMPTY_VOLUME, 3)]).toEqual([false, true, false]);
    const collections = ['a', 'b', 'c'].map((id) => ({ id, label: `epoch ${id}` }));
    const series = parseEpochSeriesRequest({ inputs: seriesRequest(state, PLAIN, collections) });
    expect(series.surfaces).toEqual(collections.map(({ id }) => ({ collection: id, classes: [2] })));
    expect(series.labels).toEqual(['epoch a', 'epoch b', 'epoch c']);
    expect(canSearch(EMPTY_VOLUME)).toBe(false);
    const everywhere = run(EMPTY_VOLUME, epochs);
    expect(canSearch(everywhere)).toBe(true);
    const search = (one: VolumeState) => parseChangeMapRequest({ inputs: changesRequest(one, PLAIN) });
    expect(search(everywhere)).toMatchObject({ format: 'json', compared: { collection: 'after' } });
    expect(search(everywhere).area).toBeUndefined();
    expect(search(state).area).toBeDefined();
  });

  it('keeps the list of changes while areas are drawn from it, and drops it with the surfaces', () => {
    const found = run(
      EMPTY_VOLUME,
      epochs,
      { type: 'changes', action: { type: 'run' } },
      { type: 'changes', action: { type: 'done', result: { changes: [] } as never } },
    );
    expect(run(found, triangle).changes.state).toBe('done');
    expect(run(found, { type: 'surface', side: 'existing', part: { collection: 'other' } }).changes.state).toBe('idle');
  });

  it('asks for the method that was chosen, and offers none that the contract does not know', () => {
    for (const method of VOLUME_METHODS) {
      const state = run(EMPTY_VOLUME, triangle, epochs, { type: 'settings', settings: { method } });
      const request = volumeRequest(state, { code: null, unitM: 1 });
      expect(parseCutFillRequest({ inputs: request }).method).toBe(method);
    }
    expect([...VOLUME_METHODS].sort()).toEqual([...VOLUME_METHOD_NAMES].sort());
  });

  it('asks for a plane', () => {
    const state = run(EMPTY_VOLUME, triangle, {
      type: 'settings',
      settings: { existing: points('a'), compared: { ...NO_SURFACE, kind: 'plane', elevationM: 12.5 } },
    });
    const request = volumeRequest(state, { code: null, unitM: 1 });
    expect(parseCutFillRequest({ inputs: request }).compared).toEqual({ plane: { elevationM: 12.5 } });
    expect(request.crs).toBeUndefined();
  });

  it('drops a result when the shape or a setting changes, but not while the pointer moves', () => {
    const failed = run(
      EMPTY_VOLUME,
      triangle,
      { type: 'run' },
      { type: 'failed', failure: { code: 'X', message: '' } },
    );
    expect(failed.run.state).toBe('failed');
    expect(run(failed, { type: 'draw', action: { type: 'move', position: at(1, 1) } }).run.state).toBe('failed');
    expect(run(failed, epochs).run.state).toBe('idle');
    expect(run(failed, { type: 'draw', action: { type: 'start' } }).run.state).toBe('idle');
  });

  it('ignores an answer that nobody waits for any more', () => {
    const stopped = run(EMPTY_VOLUME, { type: 'run' }, { type: 'stopped' });
    expect(run(stopped, { type: 'failed', failure: { code: 'LATE', message: '' } })).toBe(stopped);
  });

  it('asks for what the options say', () => {
    const settings = {
      soil: 'sandy',
      purpose: 'progress',
      rounding: 'total',
      tieApply: true,
      method: 'contour',
    } as const;
    const stable: VolumeAction = { ...triangle, target: 'tie' };
    const request = volumeRequest(run(EMPTY_VOLUME, triangle, stable, epochs, { type: 'settings', settings }), PLAIN);
    expect(parseCutFillRequest({ inputs: request })).toMatchObject({
      soil: { class: 'sandy', truckM3: 5.5 },
      purpose: 'progress',
      rounding: 'total',
      tie: { apply: true },
      contourIntervalM: 0.1,
    });
  });

  it('asks for named areas instead of the drawn one, and for a single one as the area', () => {
    const ring = [at(0, 0), at(30, 0), at(30, 30)];
    const area = (name: string) => ({ name, polygons: [[ring]] });
    const setOf = (...names: string[]): VolumeAction => ({
      type: 'areas',
      areaSet: {
        source: { from: 'file', id: 'f'.repeat(32), crs: null, swapXY: false },
        name: 'blocks',
        areas: names.map(area),
        faults: [],
        checks: [],
        heightsKnown: true,
      },
    });
    const several = volumeRequest(run(EMPTY_VOLUME, epochs, setOf('A', 'B')), PLAIN);
    const names = parseCutFillRequest({ inputs: several }).areas?.features.map(({ properties }) => properties?.name);
    expect(names).toEqual(['A', 'B']);
    expect(
      parseCutFillRequest({ inputs: volumeRequest(run(EMPTY_VOLUME, epochs, setOf('A')), PLAIN) }).area?.type,
    ).toBe('Polygon');
    // drawing takes its place again
    expect(run(EMPTY_VOLUME, setOf('A', 'B'), { type: 'draw', action: { type: 'start' } }).areaSet).toBeNull();
  });

  it('refuses two planes that would be fitted to each other', () => {
    const fit = { ...NO_SURFACE, kind: 'plane', plane: 'mean' } as const;
    const fits: VolumeAction = { type: 'settings', settings: { existing: fit, compared: fit } };
    expect(volumeObstacle(run(EMPTY_VOLUME, triangle, fits))).toBe('twoFits');
  });

  it('stands in the address so that it comes back the same', () => {
    const settings = {
      method: 'average-end-area',
      stationPitchM: 10,
      classes: [2, 8],
      soil: 'soft-rock-1',
      purpose: 'as-built',
      rounding: 'total-10',
      truckM3: 4,
      maxEdgeM: 8,
      tieApply: true,
    } as const;
    const stable: VolumeAction = { ...triangle, target: 'tie' };
    const state = run(EMPTY_VOLUME, triangle, stable, epochs, { type: 'settings', settings });
    const read = parseUrl(formatUrl(volumeUrl(state, 1)));
    const fallback = { existing: NO_SURFACE, compared: NO_SURFACE };
    expect({ ...VOLUME_DEFAULTS, ...volumeSettings(read, ['before', 'after'], fallback) }).toEqual(state.settings);
    expect(read.tie).toEqual([
      [0, 0],
      [30, 0],
      [30, 30],
    ]);
    // a collection that is not open here is not asked for
    expect(volumeSettings(read, ['after'], fallback).existing).toEqual(NO_SURFACE);
  });

  it('opens older links with a level plane', () => {
    const read = parseUrl('?existing=before&plane=12.5');
    const settings = volumeSettings(read, ['before'], { existing: NO_SURFACE, compared: NO_SURFACE });
    expect(settings.compared).toMatchObject({ kind: 'plane', plane: 'elevation', elevationM: 12.5 });
  });

  it('draws one shape at a time', () => {
    const start = { type: 'draw', action: { type: 'start' } } as const;
    const tie = run(EMPTY_VOLUME, start, { ...start, target: 'tie' });
    expect([tie.target, tie.drawing.active, tie.tie.active]).toEqual(['tie', false, true]);
    const pad = run(tie, { type: 'target', target: 'pad' });
    expect([pad.target, pad.tie.active]).toEqual(['pad', false]);
    // a finished shape stays
    expect(run(EMPTY_VOLUME, triangle, { ...start, target: 'tie' }).drawing.closed).toBe(true);
  });
});
