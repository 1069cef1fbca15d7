/**
 * The results that the tools show now, as they are kept, and the way back: a kept result stands in its tool again, with the shape it was
 * computed for, digit by digit.
 */
import { ApiError, isRecord } from '../../api/client.ts';
import type { PipeCheckInputs } from '../../api/pipes.ts';
import type { Computed } from '../../api/projects.ts';
import type { AppState } from '../../state/app-state.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { Workspace } from '../../state/workspace.ts';
import { alignmentObstacle, sectionsRequest } from '../alignment/state.ts';
import { failureOf } from '../run.ts';
import { sectionObstacle, sectionRequest } from '../section/state.ts';
import { presentSight } from '../sight/kept.ts';
import { keptUnderground } from '../underground/kept.ts';
import { type NamedArea, parseAreaSource } from '../volume/area-set.ts';
import { volumeObstacle, volumeRequest } from '../volume/state.ts';
import type { SurfaceChoice } from '../volume/surface-choice.ts';
import { keptWater } from '../water/kept.ts';
import { workTool } from './scene.ts';
import type { OpenedResult } from './state.ts';

/** A result with its grids may be larger than what is worth keeping: then the grid is left out, the numbers never. */
const MAX_JSON = 2_000_000;

/**
 * What the tool in use has computed; null when it has no result.
 * @param labelOf names surfaces in the sections along an alignment
 */
export function presentResult(state: AppState, labelOf: (choice: SurfaceChoice) => string): Computed | null {
  const { frame, volume, section, alignment } = state;
  if (!frame) return null;
  const tool = workTool(state);
  if (tool === 'volume' && volume.run.state === 'done' && volumeObstacle(volume) === null) {
    const whole = computed('cut-fill-volume', volumeRequest(volume, frame), volume.run.result);
    if (JSON.stringify(whole).length <= MAX_JSON) return whole;
    const { difference: _, ...result } = whole.result;
    return { ...whole, inputs: { ...whole.inputs, differenceGrid: false }, result };
  }
  if (tool === 'section' && section.run.state === 'done' && sectionObstacle(section) === null) {
    return computed('cross-section', sectionRequest(section, frame), section.run.result);
  }
  if (tool === 'alignment' && alignment.run.state === 'done' && alignmentObstacle(alignment) === null) {
    const inputs = sectionsRequest(alignment, { code: frame.code, unitM: frame.unitM, labelOf });
    return computed('cross-sections', { ...inputs, format: 'json' }, alignment.run.result);
  }
  const seen = tool === 'sight' ? presentSight(state) : null;
  if (seen) return computed(seen.process, seen.inputs, seen.result);
  const pipes = tool === 'underground' ? keptUnderground(state.underground) : null;
  if (pipes) return computed('pipe-check', pipes.inputs, pipes.result);
  const water = tool === 'water' ? keptWater(state.water) : null;
  return water && computed('inundation', water.inputs, water.result);
}

/** What the measuring tool has computed. */
export function measuredOf(records: AppState['measure']['records']): Computed[] {
  return records.flatMap((record) =>
    record.computed ? [computed('measure', record.computed.request, record.computed.result)] : [],
  );
}

/** As it goes over the wire; links say where, not what. */
function computed(process: string, inputs: object, result: object): Computed {
  const { links: _, ...rest } = JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
  return { process, inputs: JSON.parse(JSON.stringify(inputs)), result: rest };
}

/** Kept results as they came, each held against what its process answers. */
export async function checkedResults(kept: readonly unknown[]): Promise<OpenedResult[]> {
  if (kept.length === 0) return [];
  const { isKeptProcess, keptResult } = await import('../../api/kept-results.ts');
  return kept.map((one) => {
    const process = String(memberOf(one, 'process') ?? '');
    const [inputs, result] = [memberOf(one, 'inputs'), memberOf(one, 'result')];
    const computed = { process, inputs: isRecord(inputs) ? inputs : {}, result: isRecord(result) ? result : {} };
    try {
      if (!isRecord(inputs) || !isRecord(result)) {
        throw new ApiError(200, 'KEPT_RESULT', `${process}: expected the inputs and the result of a process`);
      }
      return { ...computed, result: isKeptProcess(process) ? keptResult(process, result) : result, fault: null };
    } catch (error) {
      return { ...computed, fault: failureOf(error) };
    }
  });
}

/**
 * Puts a kept result into its tool.
 * @param areas where the areas of the scene come from, as the address names it
 * @returns false where the scene does not ask for what was computed: the result is then told beside the scene only
 */
export async function restoreResult(
  workspace: Workspace,
  { process, inputs, result: kept }: Computed,
  areas: string | undefined,
): Promise<boolean> {
  const { frame } = workspace.store.get();
  if (!frame) return false;
  const { keptResult } = await import('../../api/kept-results.ts');
  if (process === 'cut-fill-volume') {
    const result = keptResult('cut-fill-volume', kept);
    restoreAreas(workspace, inputs, areas);
    const asked = volumeRequest(workspace.store.get().volume, frame);
    if (!isSame({ ...asked, differenceGrid: inputs.differenceGrid }, inputs)) return false;
    workspace.volume({ type: 'run' });
    workspace.volume({ type: 'done', result });
    return true;
  }
  if (process === 'cross-section') {
    const result = keptResult('cross-section', kept);
    const line = positionsOf(memberOf(inputs.line, 'coordinates'));
    if (!line) return false;
    workspace.section({ type: 'draw', action: { type: 'replace', vertices: placed(line, workspace) } });
    if (!isSame(sectionRequest(workspace.store.get().section, frame), inputs)) return false;
    workspace.section({ type: 'run' });
    workspace.section({ type: 'done', result });
    return true;
  }
  if (process === 'pipe-check') {
    workspace.undergroundWork.restoreKept(inputs as PipeCheckInputs, keptResult('pipe-check', kept));
    return true;
  }
  // sections along an alignment stand in the address by the hash of their result; measurements and water are computed again
  return process === 'cross-sections' || process === 'measure' || process === 'inundation';
}

/** The areas of a kept volume: as drawn, or with their names when the file that they came from is gone. */
function restoreAreas(workspace: Workspace, inputs: Computed['inputs'], from: string | undefined): void {
  const { volume, frame } = workspace.store.get();
  if (volume.areaSet || !frame) return;
  const ring = ringOf(inputs.area);
  const source = from === undefined ? null : parseAreaSource(from);
  if (ring) {
    workspace.volume({ type: 'draw', action: { type: 'replace', vertices: placed(ring.slice(0, -1), workspace) } });
    return;
  }
  const areas = namedAreasOf(inputs, (positions) => placed(positions, workspace), volume.name);
  if (!source || areas.length === 0) return;
  const found = { source, name: source.id, areas, faults: [], checks: [], heightsKnown: false };
  workspace.volume({ type: 'areas', areaSet: found });
}

/** @returns none where the inputs have another form */
function namedAreasOf(
  { area, areas }: Computed['inputs'],
  place: (positions: readonly (readonly number[])[]) => SitePosition[],
  name: string,
): NamedArea[] {
  const features = memberOf(areas, 'features');
  const parts = Array.isArray(features)
    ? features.map((one) => [memberOf(memberOf(one, 'properties'), 'name'), memberOf(one, 'geometry')])
    : [[name, area]];
  const read = parts.map(([title, geometry]): NamedArea | null => {
    const coordinates = memberOf(geometry, 'coordinates');
    const polygons = memberOf(geometry, 'type') === 'Polygon' ? [coordinates] : coordinates;
    if (!Array.isArray(polygons) || !polygons.every((rings) => Array.isArray(rings) && rings.every(positionsOf))) {
      return null;
    }
    const rings = polygons as readonly (readonly (readonly number[])[])[][];
    return { name: String(title ?? ''), polygons: rings.map((one) => one.map((ring) => place(ring.slice(0, -1)))) };
  });
  return read.every((one) => one !== null) ? read : [];
}

/** Vertices with all the digits of the request; the address has them to the millimetre. */
function placed(positions: readonly (readonly number[])[], { store }: Workspace): SitePosition[] {
  const { frame, collections } = store.get();
  const unitM = frame?.unitM ?? 1;
  const box = collections[0]?.boundsM;
  const height = box ? (box[2] + box[5]) / 2 : 0;
  return positions.map(([east = 0, north = 0]) => ({ east: east * unitM, north: north * unitM, height }));
}

function ringOf(area: unknown): readonly (readonly number[])[] | null {
  const rings = memberOf(area, 'coordinates');
  if (memberOf(area, 'type') !== 'Polygon' || !Array.isArray(rings) || rings.length !== 1) return null;
  return positionsOf(rings[0]);
}

function positionsOf(value: unknown): number[][] | null {
  if (!Array.isArray(value)) return null;
  return value.every((one) => Array.isArray(one) && one.every((part) => typeof part === 'number')) ? value : null;
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

/** Whether two JSON values say the same, whatever the order of their members. */
function isSame(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([first], [second]) => (first < second ? -1 : 1))
        .map(([name, part]) => [name, sorted(part)]),
    );
  };
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(a)))) === JSON.stringify(sorted(b));
}
