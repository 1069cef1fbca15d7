/** Lines of sight from one eye to places. */

import type { LineOfSightRequest, LineOfSightResult } from '#core/contract/line-of-sight.ts';
import { RequestError } from '#core/errors.ts';
import { EMPTY_BOUNDS, uniteBounds } from '#core/geometry/bounds.ts';
import type { Segment } from '#core/section/cut-tin.ts';
import { lineOfSight } from '#core/sight/line-of-sight.ts';
import type { JobContext } from '../entry.ts';
import type { Audience } from '../store/audience.ts';
import { gapWarning, rayAnswer, sceneAnswer } from './scene-answer.ts';
import { boundsOfSegment, exactLine, heightAt, openSightScene, type SightScene, withScenario } from './sight-scene.ts';

export interface SightMeasureInput<Request> {
  readonly storeDir: string;
  readonly inputs: Request;
  readonly audience?: Audience | undefined;
}

/** Longest ray: farther away nothing is seen from any place on earth. */
const MAX_LENGTH_M = 400_000;

/** @throws as `openSightScene`; {RequestError} INVALID_INPUT for a target at the eye, NO_DATA for one without a height */
export async function measureLineOfSight(
  { storeDir, inputs, audience }: SightMeasureInput<LineOfSightRequest>,
  context: JobContext,
): Promise<LineOfSightResult> {
  const scene = await openSightScene({ storeDir, audience, request: inputs }, context);
  const targets: LineOfSightResult['targets'] = [];
  let box = EMPTY_BOUNDS;
  for (const [i, target] of inputs.targets.entries()) {
    const [a, b, elevationM] = target.position as [number, number, number?];
    const [toE, toN] = scene.frame.toMetres(a, b);
    const segment: Segment = { fromE: scene.eye.east, fromN: scene.eye.north, toE, toN };
    checkSegment(segment, `inputs.targets[${i}]`);
    box = uniteBounds(box, boundsOfSegment(segment));
    const footM = elevationM ?? (await heightAt(scene.surfaces, toE, toN, inputs.maxEdgeM));
    if (Number.isNaN(footM)) {
      throw new RequestError(
        'NO_DATA',
        `inputs.targets[${i}]: no surface has a height at [${a}, ${b}]: give its elevation as the third number of the position`,
      );
    }
    const question = {
      eyeM: scene.eye.eyeM,
      targetM: footM + (target.heightM ?? 0),
      refraction: inputs.refraction,
      ceilingM: inputs.ceilingM,
    };
    const { stored, asked } = await exactGround(scene, segment, {
      ...context,
      progress: ({ phase, fraction }) => context.progress({ phase, fraction: (i + fraction) / inputs.targets.length }),
    });
    targets.push({
      name: target.name ?? null,
      ...rayAnswer(scene, segment, asked, question, lineOfSight(asked, question)),
      before: scene.hasScenario ? { verdict: lineOfSight(stored, question).verdict } : null,
    });
  }
  const answer = sceneAnswer('line-of-sight', scene, inputs, box);
  const unknown = targets.filter(({ verdict }) => verdict === 'unknown').length;
  return { ...answer, warnings: [...gapWarning(unknown, targets.length), ...answer.warnings], targets };
}

/** The ground under a ray, as stored and as asked. */
export async function exactGround(scene: SightScene, segment: Segment, context: JobContext) {
  const { surfaces, ground, removed, hasScenario, request } = scene;
  const stored = await exactLine(surfaces, segment, request.maxEdgeM, context);
  if (!hasScenario) return { stored, asked: stored };
  const bare = removed.length > 0 && ground ? await exactLine([ground], segment, request.maxEdgeM, context) : null;
  return { stored, asked: withScenario(scene, stored, segment, bare) };
}

export function checkSegment({ fromE, fromN, toE, toN }: Segment, where: string): number {
  const lengthM = Math.hypot(toE - fromE, toN - fromN);
  if (!(lengthM > 0.01)) throw new RequestError('INVALID_INPUT', `${where}: expected a place away from the eye`);
  if (lengthM > MAX_LENGTH_M) {
    const seen = (lengthM / 1000).toFixed(0);
    throw new RequestError(
      'INVALID_INPUT',
      `${where}: expected a place at most ${MAX_LENGTH_M / 1000} km away, got ${seen} km`,
    );
  }
  return lengthM;
}
