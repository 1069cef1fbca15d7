/**
 * WKT of any generation into a system. What real files do, and what is made of it:
 * - the vertical part stands inside PROJCS (`VERTCS`), or its unit says "US survey foot" with the factor 1: the name counts;
 * - a geographic part has the unit "metres": degrees are meant;
 * - the EPSG code is missing or Esri's names are used: the parameters count.
 */
import { CrsError } from '../errors.ts';
import { assemble, verticalCode } from './crs-from-code.ts';
import { type Crs, type CrsKind, EQUATOR_METRES_PER_DEGREE } from './crs-model.ts';
import { findDefinition } from './definitions.ts';
import { linearUnitByCode, linearUnitByLength, linearUnitByName } from './linear-unit.ts';
import { createProjection } from './projection.ts';
import { childOf, epsgOf, nameOf, parseWkt, type WktNode } from './wkt-tree.ts';

const COMPOUND = new Set(['COMPD_CS', 'COMPOUNDCRS']);
const PROJECTED = new Set(['PROJCS', 'PROJCRS', 'PROJECTEDCRS']);
const GEOGRAPHIC = new Set(['GEOGCS', 'GEOGCRS', 'GEOGRAPHICCRS', 'GEODCRS', 'GEODETICCRS']);
const VERTICAL = ['VERT_CS', 'VERTCS', 'VERTCRS', 'VERTICALCRS'];
const UNIT_WORDS = ['LENGTHUNIT', 'UNIT'];

/**
 * Reads WKT 1, WKT 2 or Esri WKT: projected or geographic, alone, compound or bound.
 * @throws {CrsError} when the text is blank, broken, of another kind (local, geocentric, vertical alone), or when its
 * projection cannot be computed
 */
export function crsFromWkt(wkt: string): Crs {
  const text = wkt.replace(/\0[\s\S]*$/, '').trim();
  if (isBlankWkt(text)) throw new CrsError('expected WKT, the text is blank');
  const root = unbind(parseWkt(text));
  const horizontal = unbind(COMPOUND.has(root.keyword) ? horizontalOf(root) : root);
  const kind = kindOf(horizontal);
  const vertical = childOf(root, ...VERTICAL) ?? childOf(horizontal, ...VERTICAL);
  const epsg = compoundEpsg(root) ?? { horizontal: epsgOf(horizontal), vertical: vertical && epsgOf(vertical) };
  const horizontalUnitM = kind === 'projected' ? (unitOf(horizontal) ?? 1) : EQUATOR_METRES_PER_DEGREE;
  const verticalUnitM = (vertical && unitOf(vertical)) ?? (kind === 'projected' ? horizontalUnitM : 1);
  const threeD = hasThirdAxis(horizontal);
  const crs: Crs = {
    code: epsg.horizontal === null ? null : `EPSG:${epsg.horizontal}`,
    verticalCode: vertical && epsg.vertical !== null ? verticalCode(epsg.vertical, verticalUnitM) : null,
    name: nameOf(root) || nameOf(horizontal),
    wkt: text,
    proj4: definitionFor(text, horizontal, epsg.horizontal, kind, horizontalUnitM),
    kind,
    horizontalUnitM,
    verticalUnitM,
    ellipsoidalHeights: vertical ? isEllipsoidal(vertical) : threeD,
  };
  createProjection(crs);
  return crs;
}

/** Whether a WKT record says nothing: empty, blanks, zero bytes, or a pair of quotes. */
export function isBlankWkt(text: string): boolean {
  return /^[\s\0'"]*$/.test(text);
}

function unbind(node: WktNode): WktNode {
  if (node.keyword !== 'BOUNDCRS') return node;
  const inner = childOf(node, 'SOURCECRS')?.children[0];
  if (!inner) throw new CrsError('WKT: expected SOURCECRS in BOUNDCRS, found none');
  return inner;
}

function horizontalOf(compound: WktNode): WktNode {
  const part = compound.children.find(
    ({ keyword }) => PROJECTED.has(keyword) || GEOGRAPHIC.has(keyword) || keyword === 'BOUNDCRS',
  );
  if (part) return part;
  throw new CrsError(`WKT: expected a projected or geographic part in "${nameOf(compound)}", found ${words(compound)}`);
}

const words = (node: WktNode): string => node.children.map(({ keyword }) => keyword).join(', ') || 'nothing';

function kindOf(node: WktNode): CrsKind {
  if (PROJECTED.has(node.keyword)) return 'projected';
  // GEODCRS is also the geocentric one
  const cartesian = childOf(node, 'CS')?.values[0] === 'Cartesian';
  if (GEOGRAPHIC.has(node.keyword) && !cartesian) return 'geographic';
  const seen = cartesian ? 'a geocentric system' : node.keyword;
  throw new CrsError(`WKT: expected a projected or geographic system, found ${seen} ("${nameOf(node)}")`);
}

/** Code of the whole, taken apart when it names a compound system. */
function compoundEpsg(root: WktNode): { horizontal: number; vertical: number } | null {
  const whole = COMPOUND.has(root.keyword) ? epsgOf(root) : null;
  const definition = whole === null ? null : findDefinition(whole);
  return definition?.kind === 'compound' ? definition : null;
}

/** Metres per unit of a projected or vertical node; null when it states none. */
function unitOf(node: WktNode): number | null {
  const axis = node.children.filter(({ keyword }) => keyword === 'AXIS').map((child) => childOf(child, ...UNIT_WORDS));
  const unit = childOf(node, ...UNIT_WORDS) ?? axis.find((child) => child !== null) ?? null;
  if (!unit) return null;
  const factor = unit.values.find((value) => typeof value === 'number');
  const named = linearUnitByName(nameOf(unit));
  if (typeof factor !== 'number' || !(factor > 0)) return named ?? linearUnitByCode(epsgOf(unit) ?? 0);
  // "US survey foot", 1.0: the factor was forgotten
  if (factor === 1 && named !== null) return named;
  // 0.304800609601219 is a rounded 1200/3937
  return linearUnitByLength(factor)?.metres ?? factor;
}

function isEllipsoidal(vertical: WktNode): boolean {
  const datum = childOf(vertical, 'VERT_DATUM', 'VDATUM', 'VERTICALDATUM');
  return datum?.values[1] === 2002 || /^(ellipsoid(al)?( height)?)$/i.test(nameOf(vertical).trim());
}

function hasThirdAxis(node: WktNode): boolean {
  const system = childOf(node, 'CS');
  if (system) return system.values[1] === 3;
  return node.children.filter(({ keyword }) => keyword === 'AXIS').length === 3;
}

/**
 * What proj4 gets: the register's definition where the code is known and of the same unit; else a proj string that the
 * text carries; else the horizontal part of the text.
 */
function definitionFor(text: string, node: WktNode, epsg: number | null, kind: CrsKind, unitM: number): string {
  const known = epsg === null ? null : findDefinition(epsg);
  if (epsg !== null && known && known.kind === kind) {
    const registered = assemble(epsg, null);
    if (kind === 'geographic' || Math.abs(registered.horizontalUnitM / unitM - 1) < 1e-9) return registered.proj4;
  }
  const extension = childOf(node, 'EXTENSION');
  if (extension?.values[0] === 'PROJ4' && typeof extension.values[1] === 'string') return extension.values[1];
  return degreesForMetres(text, node);
}

/** The node's text, with the unit of its geographic part put right when it claims metres. */
function degreesForMetres(text: string, node: WktNode): string {
  const own = text.slice(node.begin, node.end);
  const geographic = childOf(node, 'GEOGCS');
  const unit = geographic && childOf(geographic, 'UNIT');
  if (!unit || linearUnitByName(nameOf(unit)) === null) return own;
  const degree = 'UNIT["degree",0.0174532925199433]';
  return own.slice(0, unit.begin - node.begin) + degree + own.slice(unit.end - node.begin);
}
