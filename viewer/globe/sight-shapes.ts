/** Rays and seen ground on the globe. */
import {
  ArcType,
  BlendingState,
  Cartesian3,
  Color,
  GeometryInstance,
  Material,
  PerInstanceColorAppearance,
  PolylineGeometry,
  PolylineMaterialAppearance,
  Primitive,
  PrimitiveType,
} from '@cesium/engine';
import {
  SIGHT_COLOURS,
  type SightCells,
  type SightLayer,
  type SightRay,
  type SightState,
} from '../state/sight-layer.ts';
import type { SiteFrame } from '../state/site-frame.ts';
import { colouredPrimitive } from './coloured-primitive.ts';

const RAY_PX = 4;
const RAY_COLOURS: Readonly<Record<SightState, string>> = { ...SIGHT_COLOURS, hidden: '#e8590c' };
const DASH_PX = 14;
/** Of cells by their value: hidden, visible, unknown. */
const OPACITY = [150, 130, 140] as const;
const STATES = ['hidden', 'visible', 'unknown'] as const;

/** @returns what to add to the scene, in this order */
export function sightPrimitives(layer: SightLayer, frame: SiteFrame): Primitive[] {
  const cells = layer.cells ? cellsPrimitive(layer.cells, frame) : null;
  return [cells, ...layer.rays.map((ray) => rayPrimitive(ray, frame))].filter((one) => one !== null);
}

function worldOf(frame: SiteFrame, east: number, north: number, height: number): Cartesian3 {
  const [lon, lat] = frame.toLonLat(east, north);
  return Cartesian3.fromDegrees(lon, lat, height + frame.geoidHeightM);
}

/** A stretch of a ray: seen through whatever stands before it, for it is the answer. */
function rayPrimitive({ state, line }: SightRay, frame: SiteFrame): Primitive | null {
  const positions = line.map(([east, north, height]) => worldOf(frame, east, north, height));
  const isLong = positions.some((one, i) => i > 0 && !Cartesian3.equalsEpsilon(one, positions[i - 1], 0, 1e-3));
  if (!isLong) return null;
  const appearance = () => new PolylineMaterialAppearance({ material: rayMaterial(state), translucent: true });
  return new Primitive({
    geometryInstances: new GeometryInstance({
      geometry: new PolylineGeometry({
        positions,
        width: RAY_PX,
        arcType: ArcType.NONE,
        vertexFormat: PolylineMaterialAppearance.VERTEX_FORMAT,
      }),
    }),
    appearance: appearance(),
    depthFailAppearance: appearance(),
    asynchronous: false,
    allowPicking: false,
  });
}

function rayMaterial(state: SightState): Material {
  const color = Color.fromCssColorString(RAY_COLOURS[state]);
  if (state === 'visible') {
    return Material.fromType('PolylineOutline', {
      color,
      outlineWidth: 1,
      outlineColor: Color.fromCssColorString('#5c4a00'),
    });
  }
  const gapColor = Color.WHITE.withAlpha(0.7);
  return Material.fromType('PolylineDash', { color, gapColor, dashLength: DASH_PX });
}

/** Flat squares over the ground: each cell has its own colour. */
function cellsPrimitive({ cols, rows, originE, originN, cellSizeM, values, heightsM }: SightCells, frame: SiteFrame) {
  const shown: number[] = [];
  for (const [cell, value] of values.entries()) if (value < 3 && heightsM[cell] !== null) shown.push(cell);
  if (shown.length === 0) return null;
  const corners = (cols + 1) * (rows + 1);
  const cornerHeights = new Float64Array(corners);
  const counts = new Uint8Array(corners);
  for (const cell of shown) {
    const [col, row] = [cell % cols, Math.floor(cell / cols)];
    for (const corner of cornersOf(col, row, cols)) {
      cornerHeights[corner]! += heightsM[cell] ?? 0;
      counts[corner]!++;
    }
  }
  const positions = new Float64Array(shown.length * 12);
  const colours = new Uint8Array(shown.length * 16);
  const triangles = new Uint32Array(shown.length * 6);
  for (const [i, cell] of shown.entries()) {
    const [col, row] = [cell % cols, Math.floor(cell / cols)];
    const value = values[cell] ?? 0;
    const colour = Color.fromCssColorString(SIGHT_COLOURS[STATES[value] ?? 'unknown']);
    for (const [k, corner] of cornersOf(col, row, cols).entries()) {
      const height = (cornerHeights[corner] ?? 0) / Math.max(1, counts[corner] ?? 1);
      const [x, y] = [k === 1 || k === 2 ? col + 1 : col, k >= 2 ? row + 1 : row];
      const place = worldOf(frame, originE + x * cellSizeM, originN + y * cellSizeM, height + 0.2);
      positions.set([place.x, place.y, place.z], i * 12 + k * 3);
      const rgb = [colour.red, colour.green, colour.blue].map((part) => Math.round(part * 255));
      colours.set([...rgb, OPACITY[value as 0 | 1 | 2] ?? 120], i * 16 + k * 4);
    }
    triangles.set(
      [0, 1, 2, 0, 2, 3].map((k) => i * 4 + k),
      i * 6,
    );
  }
  // over the points: the cells are the answer
  const appearance = new PerInstanceColorAppearance({
    flat: true,
    translucent: true,
    renderState: { depthTest: { enabled: false }, depthMask: false, blending: BlendingState.ALPHA_BLEND },
  });
  return colouredPrimitive({ world: positions, colours, indices: triangles }, PrimitiveType.TRIANGLES, appearance, {
    allowPicking: false,
  });
}

/** South-west, south-east, north-east, north-west. */
const cornersOf = (col: number, row: number, cols: number): [number, number, number, number] => {
  const corner = row * (cols + 1) + col;
  return [corner, corner + 1, corner + cols + 2, corner + cols + 1];
};
