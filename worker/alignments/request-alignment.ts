/** The alignment that a request names or draws, in the plane of its data. Metres. */
import type { Alignment } from '#core/alignment/alignment.ts';
import { alignmentOf, isDrawn } from '#core/alignment/alignment-of.ts';
import type { AlignmentInput } from '#core/contract/alignment-input.ts';
import { RequestError } from '#core/errors.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import type { Store } from '../store/store.ts';
import { loadAlignment } from './alignment-store.ts';

/**
 * @throws {RequestError} NOT_FOUND; INVALID_INPUT for a stored one in another system than the data
 * @throws {GeometryError} for a line or curves that cannot be an axis
 */
export async function alignmentOfRequest(
  store: Pick<Store, 'dir' | 'assertUpload'>,
  input: AlignmentInput,
  frame: RequestFrame,
): Promise<Alignment> {
  if (isDrawn(input)) return alignmentOf(input, ([a, b]) => frame.toMetres(a ?? Number.NaN, b ?? Number.NaN));
  await store.assertUpload(input.stored, 'alignment');
  const { alignment, crs } = await loadAlignment(store.dir, input);
  if (crs !== null && frame.crs.code !== null && crs.toUpperCase() !== frame.crs.code.toUpperCase()) {
    throw new RequestError(
      'INVALID_INPUT',
      `the alignment ${alignment.name} is in ${crs}, the data are in ${frame.crs.code}: bring it in with the system of the data`,
    );
  }
  return alignment;
}
