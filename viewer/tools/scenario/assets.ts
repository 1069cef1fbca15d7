/** What the edits of a scenario show and a scenario does not hold: points of moved objects, surfaces of designs. Fetched once, when first needed. */

import type { SceneEdit } from '#core/contract/scenario.ts';
import { shadedTriangles } from '#core/scenario/solids.ts';
import { request } from '../../api/client.ts';
import { pointsInside } from '../../api/scenario.ts';
import { getSurface, landXmlUrl } from '../../api/surfaces.ts';
import type { AppStore } from '../../state/app-state.ts';
import { meanSpacingM } from '../../state/collection.ts';
import { classColour } from '../../state/point-classes.ts';
import { DESIGN_RGB } from './in-view.ts';
import { type ObjectPoints, pointsKey, type ScenarioAction, shownScenario } from './state.ts';

export type ScenarioAssets = ReturnType<typeof createScenarioAssets>;

interface Parts {
  readonly store: AppStore;
  readonly dispatch: (action: ScenarioAction) => void;
  readonly fail: (error: unknown) => void;
}

export function createScenarioAssets({ store, dispatch, fail }: Parts) {
  const asked = new Set<string>();
  /** What edits wait for. */
  const pending = new Set<Promise<void>>();
  const track = (task: Promise<void>) => {
    pending.add(task);
    void task.finally(() => pending.delete(task));
  };

  /** Points of moved objects, as soon as an edit needs them. */
  const follow = () => {
    const { scenario, frame } = store.get();
    const shown = shownScenario(scenario);
    if (!shown || !frame) return;
    for (const edit of shown.edits) {
      if (edit.kind === 'move') {
        const key = pointsKey(edit.collection, edit.object.id);
        if (scenario.points[key] || asked.has(key)) continue;
        asked.add(key);
        track(fetchPoints(key, edit));
      }
      if (edit.kind === 'design' && !scenario.designs[edit.surface] && !asked.has(edit.surface)) {
        asked.add(edit.surface);
        track(fetchDesign(edit.surface));
      }
    }
  };
  const fetchPoints = async (key: string, edit: Extract<SceneEdit, { kind: 'move' }>) => {
    try {
      dispatch({ type: 'points', key, points: await objectPoints(edit) });
    } catch (error) {
      dispatch({ type: 'points', key, points: 'lost' });
      fail(error);
    }
  };
  const objectPoints = async ({ collection, object }: Extract<SceneEdit, { kind: 'move' }>): Promise<ObjectPoints> => {
    const { collections, frame } = store.get();
    const info = collections.find(({ id }) => id === collection);
    const found = await pointsInside(
      { collection, crs: frame?.code ?? null, outline: object.footprint, classes: object.classes },
      new AbortController().signal,
    );
    const [unit, verticalUnit] = [frame?.unitM ?? 1, info?.verticalUnitM ?? 1];
    const positions: number[] = [];
    const colours: number[] = [];
    for (let i = 0; i < found.classes.length; i++) {
      const heightM = found.positions[3 * i + 2]! * verticalUnit;
      if (heightM < object.bottomM - 0.3 || heightM > object.topM + 0.3) continue;
      positions.push(found.positions[3 * i]! * unit, found.positions[3 * i + 1]! * unit, heightM);
      const rgb = found.colours?.subarray(3 * i, 3 * i + 3) ?? rgbOfClass(found.classes[i]!);
      colours.push(...rgb);
    }
    const spacingM = info ? meanSpacingM(info) : 0.5;
    return { positions: Float64Array.from(positions), colours: Uint8Array.from(colours), spacingM };
  };
  const fetchDesign = async (id: string) => {
    try {
      dispatch({ type: 'design', id, mesh: await designMesh(id) });
    } catch (error) {
      dispatch({ type: 'design', id, mesh: 'lost' });
      fail(error);
    }
  };
  const designMesh = async (id: string) => {
    const { shapes } = await loadDesign(id);
    const faces = shapes.faces;
    const [e, n, h] = shapes.origin;
    const position = Float64Array.from(faces?.position ?? [], (value, at) => value + [e, n, h][at % 3]!);
    return shadedTriangles(position, faces?.triangles ?? [], DESIGN_RGB);
  };
  const loadDesign = async (id: string) => {
    const { frame } = store.get();
    if (!frame) throw new Error('expected a site');
    const [{ shapesOfLandXml }, { placeShapes }, { createPlacer, placingOf }, { crsFromCode }] = await Promise.all([
      import('../../local/shapes/from-landxml.ts'),
      import('../../local/shapes/place-shapes.ts'),
      import('../../local/placing.ts'),
      import('#core/crs/crs.ts'),
    ]);
    const { name } = await getSurface(id);
    const draft = shapesOfLandXml(await (await request(landXmlUrl(id))).text());
    // without a system of its own a surface stands in that of the data
    const system = draft.crs ?? (frame.code === null ? null : crsFromCode(frame.code));
    if (!system) throw new Error(`${name}: no coordinate system`);
    const placing = placingOf(system, frame, 1);
    return { name, shapes: placeShapes(draft, placing), place: createPlacer(placing) };
  };

  return {
    follow,
    /** Name and faces of a design in the plane of the site, and what puts its coordinates there. */
    loadDesign,
    /** Resolves when everything that was asked for is there, or lost. */
    settled: async (): Promise<void> => void (await Promise.allSettled([...pending])),
  };
}

function rgbOfClass(code: number): [number, number, number] {
  const colour = classColour(code);
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}
