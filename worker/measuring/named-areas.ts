/** The areas of a request, each with its name. */

import type { Static } from 'typebox';
import type { Area, NamedAreas } from '#core/contract/area.ts';
import { TengunError } from '#core/errors.ts';
import { type AreaGeometry, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import type { RequestFrame } from './request-frame.ts';

export interface NamedArea {
  readonly name: string;
  readonly geometry: AreaGeometry;
  readonly areaM2: number;
}

/** An area that cannot be measured, and why. */
export interface FaultyArea {
  readonly name: string;
  readonly problem: { readonly code: string; readonly message: string };
}

export interface AreasInput {
  readonly area?: Static<typeof Area> | undefined;
  readonly areas?: Static<typeof NamedAreas> | undefined;
}

/**
 * Checks every outline.
 * @throws {GeometryError} naming the area that is faulty
 * @throws {LimitError} {@link parsePolygon}
 */
export function areasOf(inputs: AreasInput, frame: RequestFrame): NamedArea[] {
  return checkAreas(inputs, frame).map((area) => {
    if (!('problem' in area)) return area;
    throw new TengunError(area.problem.code as 'GEOMETRY', `area ${area.name}: ${area.problem.message}`);
  });
}

/** @throws {GeometryError} for the one area of a request; of several, the faulty ones say so */
export function checkAreas({ area, areas }: AreasInput, frame: RequestFrame): (NamedArea | FaultyArea)[] {
  if (area) {
    const geometry = area as AreaGeometry;
    return [{ name: '', geometry, areaM2: polygonArea(parsePolygon(geometry, frame.toMetres)) }];
  }
  return (areas?.features ?? []).map(({ geometry, properties, id }, i) => {
    const given = properties?.name ?? id;
    const name = typeof given === 'string' || typeof given === 'number' ? String(given).slice(0, 200) : `${i + 1}`;
    try {
      const own = geometry as AreaGeometry;
      return { name, geometry: own, areaM2: polygonArea(parsePolygon(own, frame.toMetres)) };
    } catch (error) {
      if (!(error instanceof TengunError)) throw error;
      return { name, problem: { code: error.code, message: error.message } };
    }
  });
}
