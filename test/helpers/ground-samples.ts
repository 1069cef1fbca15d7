/** The samples of the ISPRS filter test (Sithole & Vosselman 2004), and how a filter does on them. */
import { readFileSync } from 'node:fs';
import { findGround } from '#core/ground/ground-points.ts';
import type { GroundPoints } from '#core/ground/lowest-grid.ts';
import type { GroundParameters } from '#core/ground/parameters.ts';
import { parseHeader } from '#core/las/header.ts';

export const GROUND_SAMPLES = ['11', '12', '21', '22', '31', '51', '52', '71'] as const;

export interface GroundSample {
  readonly name: string;
  readonly points: GroundPoints;
  /** 1 for points that are ground in the reference. */
  readonly reference: Uint8Array;
}

/** Per cent: ground taken for objects, objects taken for ground, and both among all points. */
export interface GroundErrors {
  readonly name: string;
  readonly points: number;
  readonly typeI: number;
  readonly typeII: number;
  readonly total: number;
}

/** Reads an uncompressed LAS file of point format 0–5 whose class 2 is the reference. */
export function readGroundSample(path: string, name: string): GroundSample {
  const bytes = new Uint8Array(readFileSync(path));
  const { pointCount: count, pointDataRecordLength: length, offsetToPointData, scale, offset } = parseHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [east, north, height] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const reference = new Uint8Array(count);
  for (let i = 0, at = offsetToPointData; i < count; i++, at += length) {
    east[i] = view.getInt32(at, true) * scale[0] + offset[0];
    north[i] = view.getInt32(at + 4, true) * scale[1] + offset[1];
    height[i] = view.getInt32(at + 8, true) * scale[2] + offset[2];
    reference[i] = (bytes[at + 15]! & 0x1f) === 2 ? 1 : 0;
  }
  return { name, points: { count, east, north, height, candidate: new Uint8Array(count).fill(1) }, reference };
}

export function groundErrors({ name, points, reference }: GroundSample, parameters: GroundParameters): GroundErrors {
  const found = findGround(points, parameters);
  let [ground, missed, wrong] = [0, 0, 0];
  for (let i = 0; i < points.count; i++) {
    ground += reference[i]!;
    if (reference[i] === 1 && found[i] === 0) missed++;
    if (reference[i] === 0 && found[i] === 1) wrong++;
  }
  const percent = (part: number, whole: number) => (100 * part) / Math.max(1, whole);
  return {
    name,
    points: points.count,
    typeI: percent(missed, ground),
    typeII: percent(wrong, points.count - ground),
    total: percent(missed + wrong, points.count),
  };
}

export function meanTotal(errors: readonly GroundErrors[]): number {
  return errors.reduce((sum, { total }) => sum + total, 0) / errors.length;
}

export function errorTable(errors: readonly GroundErrors[]): string {
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padStart(9)).join('');
  const lines = errors.map(({ name, points, typeI, typeII, total }) =>
    row([name, String(points), typeI.toFixed(2), typeII.toFixed(2), total.toFixed(2)]),
  );
  const head = row(['sample', 'points', 'type I %', 'type II %', 'total %']);
  return [head, ...lines, row(['mean', '', '', '', meanTotal(errors).toFixed(2)])].join('\n');
}
