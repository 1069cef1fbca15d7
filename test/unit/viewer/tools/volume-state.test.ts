import { describe, expect, it } from 'vitest';
import { parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import { VOLUME_METHOD_NAMES } from '#core/measure/volume-methods.ts';
import { VOLUME_METHODS } from '../../../../viewer/tools/volume/methods.ts';
import {
  EMPTY_VOLUME,
  reduceVolume,
  type VolumeAction,
  type VolumeState,
  volumeObstacle,
  volumeRequest,
} from '../../../../viewer/tools/volume/state.ts';
import { NO_SURFACE, type SurfaceChoice } from '../../../../viewer/tools/volume/surface-choice.ts';

const at = (east: number, north: number) => ({ east, north, height: 0 });
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
});
