/** The process `find-objects`: loads points and ground of an area, and finds what stands there. */

import type { FindObjectsRequest, FindObjectsResult } from '#core/contract/find-objects.ts';
import type { Warning } from '#core/contract/provenance.ts';
import type { UnmeasuredGround } from '#core/contract/scenario.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { type Polygon, parsePolygon, polygonHolds } from '#core/geometry/polygon.ts';
import { type FoundObject, findObjects } from '#core/objects/find-objects.ts';
import { NearPoints } from '#core/objects/near-points.ts';
import { type GroundBelow, groundCover } from '#core/objects/unmeasured.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { sampleTinAt } from '#core/surface/tin-surface.ts';
import { checkPointCount } from '../dimension/shape-surface.ts';
import type { JobContext } from '../entry.ts';
import { loadLayer, loadTin } from '../measuring/load-tin.ts';
import { dataWarnings, provenanceOf } from '../measuring/provenance.ts';
import { requestFrame } from '../measuring/request-frame.ts';
import { itemsTouching, type PointSource, resolvePoints } from '../measuring/surface-source.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';

export interface FindSceneObjectsInput {
  readonly storeDir: string;
  readonly inputs: FindObjectsRequest;
  readonly audience?: Audience | undefined;
}

const NOISE = [7, 18];
const ALL_BUT_NOISE = Array.from({ length: 256 }, (_, code) => code).filter((code) => !NOISE.includes(code));
/** Objects on the edge are whole: so far beyond it points are looked at. */
const MARGIN_M = 15;
/** Ground is bridged under buildings up to this wide: for heights above ground, never told as measured. */
const BRIDGE_M = 80;
const METHOD =
  'Clusters in a voxel grid of points above the TIN of ground: by class (13–15 wires and poles, 3–5 vegetation, 6 buildings), else by ' +
  'the principal components of neighbourhoods; trees by the tops of the canopy; wires cut at poles. Simplified.';

/**
 * @throws {RequestError} NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for outlines that cross themselves
 * @throws {LimitError} when there are too many points
 */
export async function findSceneObjects(
  { storeDir, inputs, audience }: FindSceneObjectsInput,
  context: JobContext,
): Promise<FindObjectsResult> {
  const store = openStore(storeDir, { audience });
  const source = await resolvePoints(store, { collection: inputs.collection, classes: ALL_BUT_NOISE });
  const groundSource = await resolvePoints(store, { collection: inputs.collection, classes: [2] });
  const frame = requestFrame([source], inputs.crs);
  const toMetres = (first: number, second: number) => frame.toMetres(first, second);
  const area = parsePolygon(inputs.area, toMetres);
  const outlines = (inputs.under ?? []).map((one) => parsePolygon(one, toMetres));
  const box = growBounds(area.bounds, MARGIN_M);
  const items = itemsTouching(source, box);
  itemsTouching(groundSource, box);
  checkPointCount({ source, items, classes: [], warnings: [] }, box);

  context.progress({ phase: 'load', fraction: 0 });
  const points = await loadAll(source, box, (fraction) =>
    context.progress({ phase: 'load', fraction: 0.6 * fraction }),
  );
  const { tin, points: ground } = await loadTin(groundSource, box, BRIDGE_M, {
    onProgress: (fraction) => context.progress({ phase: 'load', fraction: 0.6 + 0.4 * fraction }),
  });
  context.progress({ phase: 'find', fraction: 0 });
  const surface = sampleTinAt(tin, points.east, points.north, BRIDGE_M);
  const above = surface.map((height, i) => points.height[i]! - height);
  const all = Array.from({ length: ground.count }, (_, i) => i);
  const spacingM = Math.sqrt(areaOf(points) / Math.max(1, points.count));
  const groundSpacingM = Math.sqrt(areaOf(ground) / Math.max(1, ground.count));
  const below: GroundBelow = {
    ground,
    near: new NearPoints(ground, all, Math.max(0.5, groundSpacingM)),
    spacingM: groundSpacingM,
    heightsAt: (east, north) => sampleTinAt(tin, east, north, BRIDGE_M),
  };
  const found = findObjects(points, {
    kinds: new Set(inputs.kinds),
    minHeightM: inputs.minHeightM,
    spacingM,
    above,
    below,
  }).filter(({ centre: [east, north] }) => polygonHolds(area, east, north));
  const unitM = frame.crs.horizontalUnitM;
  const warnings: Warning[] = [...dataWarnings([{ source, items }]), ...countWarnings(found, inputs)];
  return {
    collection: inputs.collection,
    crs: frame.crs.code,
    objects: found.slice(0, inputs.maxObjects).map((object) => inUnits(object, unitM)),
    counts: countsOf(found),
    found: found.length,
    under: outlines.map((outline) => unmeasuredUnder(outline, below, unitM)),
    pointsUsed: points.count,
    spacingM,
    method: METHOD,
    provenance: provenanceOf('find-objects', inputs, [{ source, items }]),
    warnings,
    links: [],
  };
}

async function loadAll(
  source: PointSource,
  box: Parameters<typeof loadLayer>[2],
  onProgress: (fraction: number) => void,
): Promise<PointColumns> {
  const { classes } = source.layers[0]!;
  return await loadLayer(source, { items: source.items, classes, returns: 'all', heightShiftM: 0 }, box, {
    onProgress,
  });
}

/** Where there are points, in squares of ten metres. */
function areaOf({ east, north, count }: PointColumns): number {
  const cells = new Set<string>();
  for (let i = 0; i < count; i++) cells.add(`${Math.floor(east[i]! / 10)},${Math.floor(north[i]! / 10)}`);
  return 100 * cells.size;
}

function unmeasuredUnder(outline: Polygon, below: GroundBelow, unitM: number): UnmeasuredGround | null {
  const { outer } = outline.parts[0]!;
  const ring = Float64Array.from({ length: 2 * outer.east.length }, (_, at) =>
    at % 2 === 0 ? outer.east[at >> 1]! : outer.north[at >> 1]!,
  );
  const { unmeasured } = groundCover(ring, below);
  return unmeasured && groundInUnits(unmeasured, unitM);
}

const groundInUnits = (ground: UnmeasuredGround, unitM: number): UnmeasuredGround => ({
  ...ground,
  originE: rounded(ground.originE / unitM),
  originN: rounded(ground.originN / unitM),
});

/** To the millimetre, positions in units of the reference system. */
function inUnits(object: FoundObject, unitM: number): FindObjectsResult['objects'][number] {
  return {
    ...object,
    footprint: object.footprint.map(([east, north]) => [rounded(east! / unitM), rounded(north! / unitM)]),
    centre: [rounded(object.centre[0] / unitM), rounded(object.centre[1] / unitM)],
    bottomM: rounded(object.bottomM),
    topM: rounded(object.topM),
    heightM: rounded(object.heightM),
    groundM: object.groundM === null ? null : rounded(object.groundM),
    groundMeasured: rounded(object.groundMeasured),
    doubts: [...object.doubts],
    unmeasured: object.unmeasured && groundInUnits(object.unmeasured, unitM),
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function countsOf(found: readonly FoundObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function countWarnings(found: readonly FoundObject[], { maxObjects }: FindObjectsRequest): Warning[] {
  const warnings: Warning[] = [];
  if (found.length > maxObjects) {
    warnings.push({
      code: 'TOO_MANY',
      message: `${found.length} objects were found, ${maxObjects} are listed: choose fewer kinds or a smaller area`,
      messageJa: `${found.length} 個のうち ${maxObjects} 個を示した。種類か範囲を絞ってください`,
    });
  }
  const byShape = found.filter(({ foundBy }) => foundBy === 'shape').length;
  if (byShape > 0) {
    warnings.push({
      code: 'BY_SHAPE',
      message: `${byShape} objects were found by their shape alone: their kind is a guess`,
      messageJa: `${byShape} 個は分類がないため形から見つけた。種類は推定`,
    });
  }
  return warnings;
}
