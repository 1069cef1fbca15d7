/** What the schema cannot say of an entry: geometries and query strings. */
import { parseLedger } from '#core/contract/ledger.ts';
import { parseScenario } from '#core/contract/scenario.ts';
import { problem } from '../errors.ts';
import type { EntryContent, Geometry } from './repository.ts';

const MAX_POSITIONS = 50_000;
/** Nesting of coordinates above single positions. */
const DEPTHS: Readonly<Record<Geometry['type'], number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};
const MAX_SCENE = 16_000;
const MAX_STEPS = 100;
/** Characters of a query, RFC 3986 §3.4, and no others: no fragment, no white space, nothing that ends a header. */
const SCENE = /^\?[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*$/;
const PARAMETER = /^[a-z][A-Za-z0-9-]{0,30}$/;

/** @throws {HttpProblem} GEOMETRY, INVALID_INPUT */
export function checkContent<Content extends EntryContent>(content: Content): Content {
  const { geometry, exact, scene, kind, properties } = content;
  if (kind === 'story') checkStory(properties?.story);
  // a scenario is opened by whoever has its link: none that its own tool would refuse is kept
  if (properties?.scenario !== undefined) parseScenario(properties.scenario, 'properties.scenario');
  if (kind === 'ledger' || properties?.ledger !== undefined) parseLedger(properties?.ledger, 'properties.ledger');
  if (geometry) {
    assertGeometry(geometry, 'geometry', ([lon = 0, lat = 0]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90);
  }
  if (exact) {
    assertGeometry(exact.geometry, 'exact.geometry', () => true);
    if (geometry && JSON.stringify(shapeOf(geometry)) !== JSON.stringify(shapeOf(exact.geometry))) {
      throw problem('GEOMETRY', 'exact.geometry: expected the type and the number of positions of geometry');
    }
  }
  return scene === undefined ? content : { ...content, scene: checkScene(scene) };
}

/** The steps of a story are scenes, as entries have them. */
function checkStory(story: unknown): void {
  const steps = typeof story === 'object' && story !== null ? Reflect.get(story, 'steps') : undefined;
  if (!Array.isArray(steps)) throw problem('INVALID_INPUT', 'properties.story.steps: expected an array of steps');
  if (steps.length > MAX_STEPS) {
    throw problem('LIMIT', `properties.story.steps: expected at most ${MAX_STEPS} steps, seen ${steps.length}`);
  }
  for (const [index, step] of steps.entries()) {
    const scene: unknown = typeof step === 'object' && step !== null ? Reflect.get(step, 'scene') : undefined;
    if (typeof scene !== 'string' || !scene.startsWith('?')) {
      throw problem('INVALID_INPUT', `properties.story.steps[${index}].scene: expected a query string of the viewer`);
    }
    checkScene(scene);
  }
}

/**
 * A scene is the query string of the viewer and nothing else: behind `/` it can lead to no other place.
 * @throws {HttpProblem} INVALID_INPUT
 */
export function checkScene(scene: string): string {
  const query = scene.startsWith('?') ? scene : `?${scene}`;
  if (query.length > MAX_SCENE) {
    throw problem('INVALID_INPUT', `scene: expected at most ${MAX_SCENE} characters, seen ${query.length}`);
  }
  if (!SCENE.test(query)) {
    throw problem('INVALID_INPUT', 'scene: expected the query string of the viewer, ?name=value&…');
  }
  for (const name of new URLSearchParams(query).keys()) {
    if (!PARAMETER.test(name)) {
      throw problem(
        'INVALID_INPUT',
        `scene: expected names of the viewer’s parameters, seen ${JSON.stringify(name.slice(0, 40))}`,
      );
    }
  }
  return query;
}

function assertGeometry(
  { type, coordinates }: Geometry,
  where: string,
  isInside: (position: readonly number[]) => boolean,
): void {
  let positions = 0;
  const visit = (value: unknown, depth: number): void => {
    if (!Array.isArray(value)) throw problem('GEOMETRY', `${where}: expected coordinates of a ${type}`);
    if (depth > 0) {
      if (value.length === 0) throw problem('GEOMETRY', `${where}: expected coordinates of a ${type}, seen none`);
      for (const part of value) visit(part, depth - 1);
      return;
    }
    positions += 1;
    if (positions > MAX_POSITIONS) throw problem('LIMIT', `${where}: expected at most ${MAX_POSITIONS} positions`);
    const isPosition = value.length >= 2 && value.length <= 3 && value.every((one) => Number.isFinite(one));
    if (!isPosition || !isInside(value)) {
      throw problem(
        'GEOMETRY',
        `${where}: expected a position of two or three numbers, seen ${JSON.stringify(value).slice(0, 80)}`,
      );
    }
  };
  visit(coordinates, DEPTHS[type]);
}

/** Nested lengths, positions as one. */
function shapeOf({ type, coordinates }: Geometry): unknown {
  const lengths = (value: unknown, depth: number): unknown =>
    depth === 0 || !Array.isArray(value) ? 1 : value.map((part) => lengths(part, depth - 1));
  return [type, lengths(coordinates, DEPTHS[type])];
}
