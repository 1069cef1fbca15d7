/** From a request to the points that make its surface. */
import type { MakeSurfaceRequest, SurfaceSampling } from '#core/contract/make-surface.ts';
import { type CollectionSurface, DEFAULT_CLASSES, FIRST_RETURN_CLASSES } from '#core/contract/surface-input.ts';

export interface SurfaceLayer {
  readonly surface: CollectionSurface;
  readonly sampling: SurfaceSampling;
}

/** One layer, or two of which the second is taken off the first. */
export function surfaceLayers(request: MakeSurfaceRequest): readonly [SurfaceLayer, SurfaceLayer?] {
  const { kind, sampling, classes } = request;
  const ground: SurfaceLayer = {
    surface: chosen(request, kind === 'ground' ? (classes ?? DEFAULT_CLASSES) : DEFAULT_CLASSES, 'all'),
    sampling: 'tin',
  };
  if (kind === 'ground') return [{ ...ground, sampling }];
  const top: SurfaceLayer = {
    surface: chosen(request, classes ?? FIRST_RETURN_CLASSES, request.returns ?? 'first'),
    sampling,
  };
  return kind === 'surface' ? [top] : [top, ground];
}

function chosen(
  { collection, items, sensors, products }: MakeSurfaceRequest,
  classes: readonly number[],
  returns: 'all' | 'first',
): CollectionSurface {
  return {
    collection,
    classes: [...classes],
    returns,
    ...(items ? { items } : {}),
    ...(sensors ? { sensors } : {}),
    ...(products ? { products } : {}),
  };
}
