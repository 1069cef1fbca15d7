/** The synthetic scene, made once a test file and read back from its LAS records with plain DataView code. */
import type { EpochName, SceneGround } from '#core/scene/epoch-ground.ts';
import { epochPoints } from '#core/scene/epoch-points.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';

export interface ScenePoints {
  readonly count: number;
  /** Local metres from the scene's south-west corner, and height. */
  readonly e: Float64Array;
  readonly n: Float64Array;
  readonly heightM: Float64Array;
  readonly classification: Uint8Array;
  readonly returnNumber: Uint8Array;
  readonly returnCount: Uint8Array;
  readonly scanAngleDeg: Int8Array;
  readonly sourceId: Uint16Array;
  readonly gpsTimeS: Float64Array;
  readonly intensity: Uint16Array;
  readonly red: Uint16Array;
  readonly green: Uint16Array;
  readonly blue: Uint16Array;
  /** 0 or 1: index of the sheet that the point was handed out for. */
  readonly sheet: Uint8Array;
}

export function makePoints(ground: SceneGround, epoch: EpochName, seed: number, points: number): ScenePoints {
  const batches = [...epochPoints(ground, epoch, { seed, points })];
  const count = batches.reduce((sum, batch) => sum + batch.records.byteLength / 34, 0);
  const out = {
    count,
    e: new Float64Array(count),
    n: new Float64Array(count),
    heightM: new Float64Array(count),
    classification: new Uint8Array(count),
    returnNumber: new Uint8Array(count),
    returnCount: new Uint8Array(count),
    scanAngleDeg: new Int8Array(count),
    sourceId: new Uint16Array(count),
    gpsTimeS: new Float64Array(count),
    intensity: new Uint16Array(count),
    red: new Uint16Array(count),
    green: new Uint16Array(count),
    blue: new Uint16Array(count),
    sheet: new Uint8Array(count),
  };
  let i = 0;
  for (const { sheet, records } of batches) {
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    for (let at = 0; at < records.byteLength; at += 34, i++) {
      out.e[i] = view.getInt32(at, true) / 1000 - SCENE_EXTENT.minE;
      out.n[i] = view.getInt32(at + 4, true) / 1000 - SCENE_EXTENT.minN;
      out.heightM[i] = view.getInt32(at + 8, true) / 1000;
      out.intensity[i] = view.getUint16(at + 12, true);
      out.returnNumber[i] = view.getUint8(at + 14) & 7;
      out.returnCount[i] = (view.getUint8(at + 14) >> 3) & 7;
      out.classification[i] = view.getUint8(at + 15);
      out.scanAngleDeg[i] = view.getInt8(at + 16);
      out.sourceId[i] = view.getUint16(at + 18, true);
      out.gpsTimeS[i] = view.getFloat64(at + 20, true);
      out.red[i] = view.getUint16(at + 28, true);
      out.green[i] = view.getUint16(at + 30, true);
      out.blue[i] = view.getUint16(at + 32, true);
      out.sheet[i] = sheet === '08NF2330' ? 0 : 1;
    }
  }
  return out;
}

/** Whether a place lies inside a closed ring. */
export function isInside(ring: readonly (readonly [number, number])[], e: number, n: number): boolean {
  let inside = false;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ae, an] = ring[i]!;
    const [be, bn] = ring[i + 1]!;
    if (an > n !== bn > n && e < ae + ((n - an) / (bn - an)) * (be - ae)) inside = !inside;
  }
  return inside;
}

/** Distance of a place from the nearest edge of a closed ring. */
export function distanceToEdge(ring: readonly (readonly [number, number])[], e: number, n: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ae, an] = ring[i]!;
    const [de, dn] = [ring[i + 1]![0] - ae, ring[i + 1]![1] - an];
    const length2 = de * de + dn * dn;
    const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((e - ae) * de + (n - an) * dn) / length2));
    nearest = Math.min(nearest, Math.hypot(e - ae - t * de, n - an - t * dn));
  }
  return nearest;
}
