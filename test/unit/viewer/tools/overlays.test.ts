/** Overlays: what stands in the address, which tiles are fetched, and ground and contours out of them. */
import { describe, expect, it } from 'vitest';
import { lonAt, tileOf } from '#core/tiles/web-mercator.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { contourShapes } from '../../../../viewer/tools/overlays/contours.ts';
import { type GroundTiles, groundMesh, lonLatOf, tilesOver } from '../../../../viewer/tools/overlays/relief-tiles.ts';
import { formatOverlays, NO_OVERLAYS, parseOverlays } from '../../../../viewer/tools/overlays/state.ts';

const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 0,
});

describe('the address', () => {
  it('comes back as it was', () => {
    const design = '0123456789abcdef0123456789abcdef';
    for (const choice of [
      NO_OVERLAYS,
      { ...NO_OVERLAYS, relief: 'cs', collection: 'after', opacity: 0.6, over: true } as const,
      { ...NO_OVERLAYS, contourM: 0.5, over: true },
      { ...NO_OVERLAYS, collection: 'before', contourM: 2 },
      { ...NO_OVERLAYS, designs: [design] },
      { relief: 'hillshade', collection: 'a-b_c', opacity: 1, over: false, contourM: 10, designs: [design] } as const,
    ]) {
      const text = formatUrl({ overlays: choice });
      expect(parseUrl(text).overlays ?? NO_OVERLAYS, text).toEqual(choice);
    }
    expect(formatUrl({ overlays: NO_OVERLAYS })).toBe('');
  });

  it('leaves out what it does not understand', () => {
    expect(parseOverlays('rain~x~1;contour~7;design~../etc;cs~a~900~over')).toEqual({
      ...NO_OVERLAYS,
      relief: 'cs',
      collection: 'a',
      opacity: 1,
      over: true,
    });
    expect(parseOverlays(null)).toBeUndefined();
    expect(formatOverlays({ ...NO_OVERLAYS, over: true })).toBe('');
  });
});

describe('tiles', () => {
  it('are the finest that are few', () => {
    const small = tilesOver([138.5, 35.1, 138.501, 35.101], 18);
    expect(small.z).toBe(18);
    const wide = tilesOver([137.5, 34.5, 139.2, 35.7], 18);
    expect(wide.across * wide.down).toBeLessThanOrEqual(60);
    const finer = tilesOver([137.5, 34.5, 139.2, 35.7], wide.z + 1);
    expect(finer.z).toBe(wide.z);
  });
});

/** A slope of one in ten to the east over one tile of level 18, with a void in its north-western corner. */
function slope(): { ground: GroundTiles; heightAt: (east: number) => number } {
  const { z, x, y } = tileOf(139.07, 35.12, 18);
  const west = FRAME.fromLonLat(lonAt(x, z), 35.12)[0];
  const at = { z, x, y };
  const heightAt = (east: number) => 100 + (east - west) / 10;
  const heights = Float32Array.from({ length: 256 * 256 }, (_, i) => {
    const [col, row] = [i % 256, Math.floor(i / 256)];
    if (col < 32 && row < 32) return Number.NaN;
    return heightAt(FRAME.fromLonLat(...lonLatOf(at, col + 0.5, row + 0.5))[0]);
  });
  return { ground: { ...at, cols: 256, rows: 256, heights }, heightAt };
}

describe('the ground', () => {
  it('has its nodes where the pixels lie, and a hole where there are no data', () => {
    const { ground, heightAt } = slope();
    const { position, triangles, box } = groundMesh(ground, FRAME);
    expect(position.length / 3).toBe(128 * 128 - 16 * 16);
    expect(triangles.length / 3).toBe(2 * 127 * 127 - 2 * 16 * 16 + 1);
    for (let at = 0; at < position.length; at += 300) {
      const east = position[at]! + Math.floor(box[0]);
      expect(position[at + 2]! + Math.floor(box[2])).toBeCloseTo(heightAt(east), 3);
    }
  });

  it('has contours at whole multiples, every fifth with its elevation', () => {
    const { ground, heightAt } = slope();
    const { plain, index } = contourShapes(ground, 1, FRAME);
    for (const set of [plain, index]) {
      const away: number[] = [];
      for (let at = 0; at < set!.lines.length; at += 3) {
        const height = set!.lines[at + 2]! + set!.origin[2] - 0.2;
        expect(Math.abs(height - Math.round(height))).toBeLessThan(1e-4);
        away.push(Math.abs(heightAt(set!.lines[at]! + set!.origin[0]) - height));
      }
      // at the edges smoothing has neighbours on one side only: half a pixel of half a metre
      expect(Math.max(...away)).toBeLessThan(0.05);
      expect(away.filter((one) => one < 0.002).length / away.length).toBeGreaterThan(0.9);
    }
    expect(index!.texts.map(({ text }) => Number(text))).toEqual(
      [100, 105, 110].filter((e) => e > box(index!)[0] - 1 && e < box(index!)[1] + 1),
    );
  });
});

const box = ({ box: all }: { box: readonly number[] }) => [all[2]! - 0.2, all[5]! - 0.2] as const;
