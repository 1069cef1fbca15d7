/** Codes into systems: `EPSG:6676`, `6676`, `EPSG:6676+6695`, a compound code, `OGC:CRS84`, OGC URIs and URNs. */
import { CrsError } from '../errors.ts';
import { type Crs, EQUATOR_METRES_PER_DEGREE } from './crs-model.ts';
import { type CrsDefinition, findDefinition } from './definitions.ts';
import { writeCompoundWkt } from './wkt-write.ts';

const CRS84 =
  /^(?:OGC:(?:1\.3:)?CRS84|urn:ogc:def:crs:OGC:(?:1\.3)?:CRS84|https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/1\.3\/CRS84)$/i;
const CODES =
  /^(?:EPSG:{1,2}|urn:ogc:def:crs:EPSG:[\d.]*:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[\d.]+\/)?(\d{3,6})(?:\+(?:EPSG:)?(\d{3,6}))?$/i;

type Horizontal = Extract<CrsDefinition, { kind: 'projected' | 'geographic' }>;
type Vertical = Extract<CrsDefinition, { kind: 'vertical' }>;

/**
 * The system that a code (or an EPSG number) names. Coordinates are always easting/longitude first, whatever the register's axis order.
 * @throws {CrsError} naming the code when it is malformed, unknown, or not a horizontal (and vertical) system
 */
export function crsFromCode(code: string | number): Crs {
  const trimmed = String(code).trim();
  if (CRS84.test(trimmed)) return { ...assemble(4326, null), code: 'OGC:CRS84' };
  const match = CODES.exec(trimmed);
  if (!match)
    throw new CrsError(`expected a CRS code such as EPSG:6676, got "${trimmed.slice(0, 80)}"`, {
      code: trimmed.slice(0, 80),
    });
  const first = Number(match[1]);
  const second = match[2] === undefined ? null : Number(match[2]);
  const definition = requireDefinition(first);
  if (definition.kind !== 'compound') return assemble(first, second);
  if (second !== null) throw new CrsError(`EPSG:${first} has a vertical part already, "+${second}" contradicts it`);
  return assemble(definition.horizontal, definition.vertical);
}

/**
 * Puts a horizontal and a vertical EPSG number together.
 * @throws {CrsError} when one is unknown or of the wrong kind
 */
export function assemble(horizontalEpsg: number, verticalEpsg: number | null): Crs {
  const horizontal = requireHorizontal(horizontalEpsg);
  const vertical = verticalEpsg === null ? null : requireVertical(verticalEpsg);
  const name = vertical ? `${horizontal.name} + ${vertical.name}` : horizontal.name;
  const horizontalUnitM = horizontal.kind === 'projected' ? horizontal.unitM : EQUATOR_METRES_PER_DEGREE;
  return {
    code: `EPSG:${horizontalEpsg}`,
    verticalCode: verticalEpsg === null ? null : `EPSG:${verticalEpsg}`,
    name,
    wkt: vertical ? writeCompoundWkt(name, horizontal.wkt, vertical.wkt) : horizontal.wkt,
    proj4: horizontal.proj4,
    kind: horizontal.kind,
    horizontalUnitM,
    verticalUnitM: vertical?.unitM ?? (horizontal.kind === 'projected' ? horizontal.unitM : 1),
    ellipsoidalHeights: vertical === null && horizontal.kind === 'geographic' && horizontal.threeD,
  };
}

function requireDefinition(epsg: number): CrsDefinition {
  const definition = findDefinition(epsg);
  if (definition) return definition;
  throw new CrsError(`unknown CRS code EPSG:${epsg}`, { code: `EPSG:${epsg}` });
}

function requireHorizontal(epsg: number): Horizontal {
  const definition = requireDefinition(epsg);
  if (definition.kind === 'projected' || definition.kind === 'geographic') return definition;
  throw new CrsError(`expected a projected or geographic system, EPSG:${epsg} is ${definition.kind}`, {
    code: `EPSG:${epsg}`,
  });
}

function requireVertical(epsg: number): Vertical {
  const definition = requireDefinition(epsg);
  if (definition.kind === 'vertical') return definition;
  throw new CrsError(`expected a vertical system, EPSG:${epsg} is ${definition.kind}`, { code: `EPSG:${epsg}` });
}

/** Heights of one datum that the register holds once per unit: [metres, US survey feet, feet]. */
const UNIT_VARIANTS: readonly (readonly number[])[] = [[5703, 6360, 8228]];

/**
 * The code of heights in the unit that a file states beside a code. Writers combine NAVD88 (metres) with a unit of feet;
 * the register has codes of their own for that.
 * @returns null when the unit contradicts the code and no variant fits; the code itself when the register lacks it
 */
export function verticalCode(epsg: number, unitM: number): string | null {
  const variants = UNIT_VARIANTS.find((codes) => codes.includes(epsg)) ?? [epsg];
  for (const candidate of [epsg, ...variants]) {
    const definition = findDefinition(candidate);
    if (definition?.kind !== 'vertical') continue;
    if (Math.abs(definition.unitM / unitM - 1) < 1e-9) return `EPSG:${candidate}`;
  }
  return findDefinition(epsg) ? null : `EPSG:${epsg}`;
}
