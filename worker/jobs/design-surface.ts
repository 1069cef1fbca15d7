/** The process `design-surface`: a finished surface is made, saved under the hash of its request, and measured. */

import { createHash } from 'node:crypto';
import { type DesignRequest, type DesignResult, parseDesignRequest } from '#core/contract/design-surface.ts';
import type { Warning } from '#core/contract/provenance.ts';
import type { Design } from '#core/design/design.ts';
import { permitChecks } from '#core/design/permit-checks.ts';
import { boundsOf } from '#core/geometry/bounds.ts';
import { designFrame, platformOf } from '../design/design-input.ts';
import { designOnGround } from '../design/ground-around.ts';
import type { JobContext } from '../entry.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import { itemsTouching, resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import type { Audience } from '../store/audience.ts';
import type { CollectionAccess } from '../store/collection-access.ts';
import { openStore } from '../store/store.ts';
import { setUploadAccess } from '../store/upload-access.ts';
import { saveSurface } from '../surfaces/surface-store.ts';

export interface DesignJobInput {
  readonly storeDir: string;
  /** Body of the execution request: `{ inputs: {…} }`; checked here. */
  readonly request: unknown;
  /** Designs on what it sees only. */
  readonly audience?: Audience | undefined;
  /** Who may see the design; default: who knows its id. */
  readonly access?: CollectionAccess | null | undefined;
}

/** Name of the process, as provenance and the surface's record carry it. */
const PROCESS = 'design-surface';

/**
 * @throws {RequestError} INVALID_INPUT (also for a target that cannot be reached), NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for areas and alignments that cannot be built on
 * @throws {LimitError} for designs that are too large
 */
export async function run(
  { storeDir, request, audience, access = null }: DesignJobInput,
  context: JobContext,
): Promise<DesignResult> {
  const inputs = parseDesignRequest(request);
  const store = openStore(storeDir, { audience });
  const source = await resolveSurface(store, storeDir, inputs.existing);
  const frame = designFrame(source, inputs.crs);
  const platform = await platformOf(inputs, frame, store);
  const onProgress = (phase: string, fraction: number) => context.progress({ phase, fraction });
  const design = await designOnGround({ storeDir, source, frame, platform, request: inputs, onProgress });
  const used = usedSources(source, design);
  const provenance = provenanceOf(PROCESS, inputs, used, source.kind === 'stored' ? [source.record] : []);
  const id = designId(provenance.requestHash, audience);
  if (access) await setUploadAccess(storeDir, id, access);
  const record = await saveSurface(
    storeDir,
    {
      id,
      name: inputs.name,
      source: { format: 'made', fileName: null, sizeBytes: 0, sha256: null },
      crs: frame.crs.code,
      verticalDatum: source.kind === 'stored' ? source.record.verticalDatum : commonDatum(used),
      datetime: null,
      accuracyM: 0,
      checks: [],
      madeBy: { process: PROCESS, inputs },
    },
    { kind: 'mesh', mesh: design.mesh },
  );
  return {
    surface: record.id,
    ...numbersOf(inputs, design),
    crs: frame.crs.code,
    provenance,
    warnings: [...dataWarnings(used), ...designWarnings(inputs, design)],
    links: ['', '/landxml', '/outline'].map((part) => ({
      rel: part === '' ? 'related' : 'alternate',
      href: `/api/surfaces/${record.id}${part}`,
    })),
  };
}

/** The same request has the same design; of two users each has his own. */
function designId(requestHash: string, audience: Audience | undefined): string {
  const user = typeof audience === 'object' ? audience.user : null;
  const hash = user === null ? requestHash : createHash('sha256').update(`${requestHash} ${user}`).digest('hex');
  return hash.slice(0, 32);
}

function usedSources(source: SurfaceSource, { mesh }: Design): UsedSource[] {
  if (source.kind !== 'points') return [];
  return [{ source, items: itemsTouching(source, boundsOf(mesh.east, mesh.north)) }];
}

function commonDatum(used: readonly UsedSource[]): string | null {
  const datums = [...new Set(used.flatMap(({ items }) => items.map(({ record }) => record.verticalDatum)))];
  return datums.length === 1 ? datums[0]! : null;
}

type Numbers = Omit<DesignResult, 'surface' | 'crs' | 'provenance' | 'warnings' | 'links'>;

function numbersOf({ kind, name, elevationM = 0, solve, maxEdgeM }: DesignRequest, design: Design): Numbers {
  const { volume, raisedM, footprintAreaM2, fillSlopeHeightM, cutSlopeHeightM } = design;
  const { cutM3, fillM3, netM3 } = volume;
  const highestFillM = Math.max(0, volume.maxDifferenceM ?? 0);
  const deepestCutM = Math.max(0, -(volume.minDifferenceM ?? 0));
  const factor = solve && 'balance' in solve ? solve.balance.C : null;
  return {
    kind,
    name,
    elevationM: elevationM + raisedM,
    cutM3,
    fillM3,
    netM3,
    footprintAreaM2,
    voidAreaM2: design.voidAreaM2,
    toeLengthM: design.toeLengthM,
    openRimM: design.voidRimM,
    highestFillM,
    deepestCutM,
    fillSlopeHeightM,
    cutSlopeHeightM,
    triangles: design.kinds.length,
    ...(factor === null ? {} : { balance: { C: factor, differenceM3: cutM3 * factor - fillM3 } }),
    checks: permitChecks({ fillSlopeHeightM, cutSlopeHeightM, highestFillM, deepestCutM, footprintAreaM2 }),
    maxEdgeM,
  };
}

function designWarnings({ maxEdgeM }: DesignRequest, design: Design): Warning[] {
  const warnings: Warning[] = [
    {
      code: 'NO_STABILITY_ANALYSIS',
      message:
        'schematic (概略): geometry only, no stability analysis of slopes or subsoil, no drainage, no stripping of topsoil',
    },
  ];
  const { voidRimM, voidAreaM2, toeLengthM, stepRimM } = design;
  if (voidRimM > 0) {
    warnings.push({
      code: 'RIM_OPEN',
      message: `${voidRimM.toFixed(1)} m of the rim do not meet the ground, which is void there (edges up to ${maxEdgeM} m); ${toeLengthM.toFixed(1)} m do`,
    });
  }
  if (stepRimM > 0) {
    warnings.push({
      code: 'STEPS',
      message: `${stepRimM.toFixed(1)} m of the rim are small steps between slopes that start from edges of different heights`,
    });
  }
  if (voidAreaM2 > 0) {
    warnings.push({
      code: 'VOID',
      message: `${voidAreaM2.toFixed(1)} m² of the footprint have no ground below and are in no volume`,
    });
  }
  return warnings;
}
