import { describe, expect, it } from 'vitest';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { areaName, placeInside } from '../../../../viewer/tools/volume/area-names.ts';
import type { AreaSet } from '../../../../viewer/tools/volume/area-set.ts';
import { EMPTY_VOLUME, reduceVolume, type VolumeAction } from '../../../../viewer/tools/volume/state.ts';
import { volumeUrl } from '../../../../viewer/tools/volume/url.ts';

const at = (east: number, north: number, height = 0) => ({ east, north, height });
const ring = (...places: [number, number][]) => places.map(([east, north]) => at(east, north, 7));
const square = ring([0, 0], [10, 0], [10, 10], [0, 10]);

describe('the place of a name', () => {
  it('is the middle of a square, at the height of its edge', () => {
    expect(placeInside([square])).toEqual(at(5, 5, 7));
  });

  it('lies inside of a bent area and beside a hole', () => {
    // a U: its centroid lies outside
    const bent = ring([0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [2, 2], [2, 10], [0, 10]);
    expect([1, 9]).toContain(placeInside([bent])?.east);
    const hole = ring([3, 3], [9, 3], [9, 9], [3, 9]);
    expect(placeInside([square, hole])).toEqual(at(1.5, 5, 7));
  });

  it('is none where there is no inside', () => {
    expect(placeInside([ring([0, 0], [10, 0], [5, 0])])).toBeNull();
    expect(placeInside([])).toBeNull();
  });
});

describe('the name of an area', () => {
  const apply = (...actions: VolumeAction[]) => actions.reduce(reduceVolume, EMPTY_VOLUME);
  const draw = { type: 'draw', action: { type: 'replace', vertices: square } } as const;
  const set = (...names: string[]): AreaSet => ({
    source: { from: 'file', id: 'f', crs: null, swapXY: false },
    name: 'lots.geojson',
    areas: names.map((name) => ({ name, polygons: [[square]] })),
    faults: [],
    checks: [],
    heightsKnown: true,
  });

  it('is the typed one of a drawn area, that of the file for one area of a file, none for several', () => {
    const named = apply(draw, { type: 'name', name: ' 法面 A ' });
    expect(areaName(named)).toBe('法面 A');
    expect(areaName(reduceVolume(named, { type: 'areas', areaSet: set('区画 1') }))).toBe('区画 1');
    expect(areaName(reduceVolume(named, { type: 'areas', areaSet: set('a', 'b') }))).toBe('');
  });

  it('changes no result, moves with the area, and goes with it', () => {
    const running = apply(draw, { type: 'run' });
    const named = reduceVolume(running, { type: 'name', name: 'A' });
    expect(named.run).toBe(running.run);
    const moved = reduceVolume(named, { type: 'draw', action: { type: 'replace', vertices: square.slice(0, 3) } });
    expect(moved.name).toBe('A');
    expect(reduceVolume(named, { type: 'draw', action: { type: 'clear' }, target: 'tie' }).name).toBe('A');
    expect(reduceVolume(named, { type: 'draw', action: { type: 'clear' } }).name).toBe('');
  });

  it('stands in the address of the drawn area', () => {
    const named = apply(draw, { type: 'name', name: '法面 A & B ' });
    expect(parseUrl(formatUrl({ tool: 'volume', ...volumeUrl(named, 1) })).name).toBe('法面 A & B');
    expect(volumeUrl(EMPTY_VOLUME, 1).name).toBeUndefined();
    // of the one area of a file too, which may be gone when the link is opened; several have their own
    const ofFile = reduceVolume(named, { type: 'areas', areaSet: set('x') });
    expect(volumeUrl(ofFile, 1).name).toBe('x');
    expect(volumeUrl(reduceVolume(named, { type: 'areas', areaSet: set('x', 'y') }), 1).name).toBeUndefined();
    // what is drawn next is another area
    expect(volumeUrl(reduceVolume(ofFile, draw), 1).name).toBeUndefined();
  });
});
