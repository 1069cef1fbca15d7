/** What the cleaning of a mesh found, in words. */
import type { MeshFaults } from '#core/surface/clean-mesh.ts';
import { shortNumber } from '#core/surface/reader-check.ts';
import type { SurfaceCheck } from './surface-record.ts';

export function meshChecks({ withoutArea, repeated, sharedEdges, firstSharedEdge }: MeshFaults): SurfaceCheck[] {
  const checks: SurfaceCheck[] = [];
  if (withoutArea > 0) {
    const message = `${withoutArea} triangles without area in plan (vertical faces, lines) were left out`;
    checks.push({ code: 'FACES_WITHOUT_AREA', message });
  }
  if (repeated > 0) checks.push({ code: 'FACES_REPEATED', message: `${repeated} triangles stand in the file again` });
  if (firstSharedEdge) {
    const at = `[${shortNumber(firstSharedEdge.east)}, ${shortNumber(firstSharedEdge.north)}]`;
    const message = `faces lie above each other: ${sharedEdges} edges belong to more faces than two, or to two on one side; the first at ${at}`;
    checks.push({ code: 'FACES_OVERLAP', message });
  }
  return checks;
}
