/** Areas and slopes on one surface. Metres. */
import type { AreaMeasure, MeasuredPlane, SurfaceMeasure } from '#core/contract/measure.ts';
import { dipOf, distanceFrom, type FlatPlane, fitFlatPlane, inPlane, planeAxes } from '#core/dimension/flat-plane.ts';
import { fitSlope } from '#core/dimension/slope-fit.ts';
import { tinAreaInside } from '#core/dimension/tin-area.ts';
import { GeometryError, RequestError } from '#core/errors.ts';
import { type Bounds, growBounds } from '#core/geometry/bounds.ts';
import { type Polygon, parsePolygon, polygonArea, polygonHolds } from '#core/geometry/polygon.ts';
import { type PointColumns, selectPoints } from '#core/surface/point-columns.ts';
import { loadLayer, loadTin } from '../measuring/load-tin.ts';
import type { PointSource } from '../measuring/surface-source.ts';
import { baseAnswer, type ShapeWork } from './measure-lines.ts';
import { boxOf, heightsOf, placesOf, type ShapeVertex, tinAround, type VertexTin } from './shape-heights.ts';
import { checkPointCount, type ShapeSource } from './shape-surface.ts';

/** Steeper than that an area is a wall: its points are those near its plane, whatever their class. */
const WALL_DIP_DEG = 60;

/** @param positions not closed */
function polygonOf(positions: readonly (readonly [number, number])[]): Polygon {
  return parsePolygon({ type: 'Polygon', coordinates: [[...positions, positions[0]!]] });
}

const planOf = (vertices: readonly ShapeVertex[]) => vertices.map(({ east, north }) => [east, north] as const);

/**
 * @param everyClass loads what walls are measured on
 * @throws {GeometryError} for an outline that crosses itself in plan and, where its heights are given, in its plane
 */
export async function measureArea(
  shape: ShapeSource,
  work: ShapeWork,
  everyClass: () => Promise<PointSource>,
): Promise<SurfaceMeasure> {
  const { vertices } = work;
  const wall = wallOf(work);
  if (wall) return await measureWall(shape, work, { wall, everyClass });
  return await measureGround(shape, work, polygonOf(planOf(vertices)));
}

/** The plane of the given heights, when it is steep. */
function wallOf({ vertices, inputs }: ShapeWork): FlatPlane | null {
  if (inputs.heights === 'surface' || vertices.some(({ givenM }) => givenM === null)) return null;
  const plane = fitFlatPlane(
    vertices.map(({ east }) => east),
    vertices.map(({ north }) => north),
    vertices.map(({ givenM }) => givenM!),
  );
  return plane && dipOf(plane.normal).dipDeg > WALL_DIP_DEG ? plane : null;
}

async function measureGround(shape: ShapeSource, work: ShapeWork, polygon: Polygon): Promise<SurfaceMeasure> {
  const { inputs, vertices, unitM, context } = work;
  const { maxEdgeM } = inputs;
  checkPointCount(shape, growBounds(polygon.bounds, 2 * maxEdgeM));
  const onProgress = (fraction: number) => context.progress({ phase: 'load', fraction });
  const loaded = await loadTin(shape.source, polygon.bounds, maxEdgeM, { onProgress });
  const heights = heightsOf(vertices, [loaded], inputs);
  const area = tinAreaInside(loaded.tin, polygon, maxEdgeM, heights.sigmaM ?? 0);
  const planAreaM2 = polygonArea(polygon);
  const isKnown = area.knownAreaM2 > 0;
  const hasScatter = isKnown && heights.sigmaM !== null;
  const inside = pointsInside(loaded.points, polygon);
  return {
    ...baseAnswer(shape, heights, unitM),
    pointsUsed: area.vertexCount,
    area: {
      planAreaM2,
      perimeterM: perimeterOf(vertices),
      surfaceAreaM2: isKnown ? area.surfaceAreaM2 : null,
      noiseExcessM2: hasScatter ? area.noiseExcessM2 : null,
      surfaceStandardErrorM2: hasScatter ? area.standardErrorM2 : null,
      knownAreaM2: area.knownAreaM2,
      voidAreaM2: Math.max(0, planAreaM2 - area.knownAreaM2),
      plane: groundPlane(inside, placesOf(heights)),
    },
  };
}

function pointsInside(points: PointColumns, polygon: Polygon): PointColumns {
  return selectPoints(points, (i) => polygonHolds(polygon, points.east[i]!, points.north[i]!));
}

function perimeterOf(vertices: readonly ShapeVertex[]): number {
  return vertices.reduce((sum, { east, north }, i) => {
    const next = vertices[(i + 1) % vertices.length]!;
    return sum + Math.hypot(next.east - east, next.north - north);
  }, 0);
}

type KnownPlace = { readonly east: number; readonly north: number; readonly heightM: number };

/** Through the points inside; null where a vertex has no height. */
function groundPlane(points: PointColumns, places: ReturnType<typeof placesOf>): MeasuredPlane | null {
  const known = places.filter((place): place is KnownPlace => place.heightM !== null);
  if (known.length < places.length) return null;
  const ofPoints = fitFlatPlane(points.east, points.north, points.height);
  const plane = ofPoints ?? planeThrough(known);
  if (!plane) return null;
  return planeAnswer(plane, known, ofPoints ? { fittedTo: 'points', count: points.count } : null);
}

const planeThrough = (places: readonly KnownPlace[]): FlatPlane | null =>
  fitFlatPlane(
    places.map(({ east }) => east),
    places.map(({ north }) => north),
    places.map(({ heightM }) => heightM),
  );

/** @throws {GeometryError} for an outline that crosses itself in the plane */
function planeAnswer(
  plane: FlatPlane,
  places: readonly KnownPlace[],
  points: { readonly fittedTo: 'points'; readonly count: number } | null,
): MeasuredPlane {
  const squares = places.reduce(
    (sum, { east, north, heightM }) => sum + distanceFrom(plane, east, north, heightM) ** 2,
    0,
  );
  return {
    areaM2: polygonArea(outlineIn(plane, places)),
    normal: [...plane.normal],
    ...dipOf(plane.normal),
    fittedTo: points?.fittedTo ?? 'vertices',
    pointCount: points?.count ?? places.length,
    rmsM: plane.rmsM,
    vertexRmsM: Math.sqrt(squares / places.length),
  };
}

function outlineIn(plane: FlatPlane, places: readonly KnownPlace[]): Polygon {
  const axes = planeAxes(plane);
  return polygonOf(places.map(({ east, north, heightM }) => inPlane(plane, axes, east, north, heightM)));
}

interface Wall {
  readonly wall: FlatPlane;
  readonly everyClass: () => Promise<PointSource>;
}

async function measureWall(shape: ShapeSource, work: ShapeWork, { wall, everyClass }: Wall): Promise<SurfaceMeasure> {
  const { inputs, vertices, unitM } = work;
  const places = vertices.map(({ east, north, givenM }) => ({ east, north, heightM: givenM! }));
  const source = await everyClass();
  const box = growBounds(boxOf(vertices), inputs.planeReachM);
  const own = { ...shape, source };
  checkPointCount(own, box);
  let near: PointColumns | null = null;
  for (const layer of source.layers) {
    const loaded = await loadLayer(source, layer, box);
    if (loaded.count > (near?.count ?? -1)) near = loaded;
  }
  let plane = wall;
  let count = 0;
  // a second time, from the plane of the points themselves
  for (let round = 0; near && round < 2; round++) {
    const points: PointColumns = pointsOfWall(near, plane, places, inputs.planeReachM);
    const fitted = fitFlatPlane(points.east, points.north, points.height);
    if (!fitted) break;
    plane = fitted;
    count = points.count;
  }
  const tins: VertexTin[] = [];
  for (const vertex of vertices.slice(0, 1)) tins.push(await tinAround(shape.source, vertex, inputs.maxEdgeM));
  const heights = heightsOf(vertices, tins, inputs);
  const measured = planeAnswer(plane, places, count > 0 ? { fittedTo: 'points', count } : null);
  return {
    ...baseAnswer({ ...shape, classes: namedClasses(source) }, heights, unitM),
    pointsUsed: measured.fittedTo === 'points' ? count : 0,
    area: {
      ...planPart(vertices),
      perimeterM: perimeterOf(vertices),
      surfaceAreaM2: null,
      noiseExcessM2: null,
      surfaceStandardErrorM2: null,
      knownAreaM2: null,
      voidAreaM2: null,
      plane: measured,
    },
  };
}

const namedClasses = ({ layers }: PointSource): number[] => {
  const classes = layers[0]?.classes ?? [];
  return classes.length > 200 ? [] : [...classes];
};

/** Seen from above the outline of a wall may have no area, or cross itself. */
function planPart(vertices: readonly ShapeVertex[]): Pick<AreaMeasure, 'planAreaM2'> {
  try {
    return { planAreaM2: polygonArea(polygonOf(planOf(vertices))) };
  } catch (error) {
    if (error instanceof GeometryError) return { planAreaM2: null };
    throw error;
  }
}

function pointsOfWall(
  points: PointColumns,
  plane: FlatPlane,
  places: readonly KnownPlace[],
  reachM: number,
): PointColumns {
  const axes = planeAxes(plane);
  const outline = outlineIn(plane, places);
  return selectPoints(points, (i) => {
    const [e, n, h] = [points.east[i]!, points.north[i]!, points.height[i]!];
    if (Math.abs(distanceFrom(plane, e, n, h)) > reachM) return false;
    const [u, v] = inPlane(plane, axes, e, n, h);
    return polygonHolds(outline, u, v);
  });
}

/** The plane through all points in a polygon, or in a circle around one vertex. */
export async function measureSlope(shape: ShapeSource, work: ShapeWork): Promise<SurfaceMeasure> {
  const { inputs, vertices, unitM, context } = work;
  const polygon = vertices.length === 1 ? null : polygonOf(planOf(vertices));
  const box: Bounds = polygon?.bounds ?? growBounds(boxOf(vertices), inputs.radiusM);
  checkPointCount(shape, growBounds(box, 2 * inputs.maxEdgeM));
  const onProgress = (fraction: number) => context.progress({ phase: 'load', fraction });
  const loaded = await loadTin(shape.source, box, inputs.maxEdgeM, { onProgress });
  const { points } = loaded;
  const [centre] = vertices;
  const holds = polygon
    ? (e: number, n: number) => polygonHolds(polygon, e, n)
    : (e: number, n: number) => Math.hypot(e - centre!.east, n - centre!.north) <= inputs.radiusM;
  const inside = selectPoints(points, (i) => holds(points.east[i]!, points.north[i]!));
  if (inside.count < 3) {
    throw new RequestError(
      'NO_DATA',
      `${shape.source.collection} has ${inside.count} points inside: a plane needs three; take a larger circle`,
      { points: inside.count },
    );
  }
  const heights = heightsOf(vertices, [loaded], inputs);
  const { centreE, centreN, ...fit } = fitSlope(inside.east, inside.north, inside.height);
  return {
    ...baseAnswer(shape, heights, unitM),
    pointsUsed: inside.count,
    slope: { ...fit, pointCount: inside.count, centre: [centreE / unitM, centreN / unitM] },
  };
}
