/** The volume methods by their public names. Definitions: volume.md. */
import { UnsupportedError } from '#core/errors.ts';
import type { FacetShape, SurfaceShape } from '../surface/surface-shape.ts';
import { averageEndAreaVolume } from './average-end-area.ts';
import { contourVolume } from './contour.ts';
import { type CellTotals, type GridMeasurement, gridVolume, type VolumeInput } from './cut-fill.ts';
import { cornerDifferences, fourPointColumnsVolume, fourPointVolume } from './four-point.ts';
import type { Polyline } from './polyline.ts';
import { prismoidalVolume } from './prismoidal.ts';
import { tinDatumVolume } from './tin-datum.ts';
import type { Interval } from './uncertainty.ts';

/** Cut and fill are null in a method that knows only their difference. */
type OrNull<T, Names extends keyof T> = Omit<T, Names> & { readonly [Name in Names]: T[Name] | null };

export type MethodTotals = OrNull<CellTotals, 'cutM3' | 'fillM3' | 'cutAreaM2' | 'fillAreaM2'>;

export interface MethodVolume {
  readonly method: string;
  readonly cutM3: number | null;
  readonly fillM3: number | null;
  readonly netM3: number;
}

export interface VolumeMeasurement extends MethodTotals, Omit<GridMeasurement, keyof CellTotals | 'uncertainty95'> {
  readonly uncertainty95: {
    readonly cutM3: Interval | null;
    readonly fillM3: Interval | null;
    readonly netM3: Interval;
  };
  /** Of every method that applies; only when all were asked for. */
  readonly methods?: readonly MethodVolume[];
}

export interface MethodOptions {
  /** Distance of the sections of `average-end-area`, metres. */
  readonly stationPitchM: number;
  /** Axis of the sections of `average-end-area`; absent: the longer side of the area. */
  readonly alignment?: Polyline | undefined;
  /** Thickness of the slices of `contour`, metres. */
  readonly contourIntervalM: number;
}

type Method = (input: VolumeInput, grid: GridMeasurement, options: MethodOptions) => MethodTotals;

/** Every method gets the measurement of `grid` too. Methods are added here. */
const METHODS: Readonly<Record<string, Method>> = {
  grid: (_input, grid) => grid,
  'four-point-columns': (input, { cellAreasM2 }) => fourPointColumnsVolume(input.grid, cellAreasM2, cornersOf(input)),
  'four-point': (input, { cellAreasM2 }) => fourPointVolume(input.grid, cellAreasM2, cornersOf(input)),
  'tin-datum': ({ polygon, existing, compared }, { minDifferenceM, maxDifferenceM }) => {
    const volume = tinDatumVolume(polygon, facets(existing.shape), facets(compared.shape));
    const isEmpty = volume.coveredAreaM2 === 0;
    return {
      ...volume,
      cutM3: null,
      fillM3: null,
      cutAreaM2: null,
      fillAreaM2: null,
      meanDifferenceM: isEmpty ? null : volume.netM3 / volume.coveredAreaM2,
      minDifferenceM: isEmpty ? null : minDifferenceM,
      maxDifferenceM: isEmpty ? null : maxDifferenceM,
    };
  },
  tin: ({ polygon, existing, compared }) => prismoidalVolume(polygon, facets(existing.shape), facets(compared.shape)),
  'average-end-area': ({ polygon, grid, existing, compared }, _grid, { stationPitchM, alignment }) => {
    const shapes = [facets(existing.shape), facets(compared.shape)] as const;
    const options = { stationPitchM, stepM: grid.cellSizeM, alignment };
    const { sections: _sections, ...totals } = averageEndAreaVolume(polygon, ...shapes, options);
    return totals;
  },
  contour: ({ polygon, existing, compared }, _grid, { contourIntervalM }) =>
    contourVolume(polygon, facets(existing.shape), facets(compared.shape), contourIntervalM),
};

/** The names that `measureVolume` knows. */
export const VOLUME_METHOD_NAMES: readonly string[] = [...Object.keys(METHODS), 'all'];

/**
 * Measures a volume by one of the named methods. Intervals, significant volumes and noise are those of `grid`, the
 * interval of net about the method's own net. `all` is `grid` and the list of what every method that applies finds.
 * @throws {UnsupportedError} for a method that is not there, and for any but `grid` on surfaces of cell means
 * @throws {LimitError} when a method would need too many pieces
 */
export function measureVolume(method: string, input: VolumeInput, options: MethodOptions): VolumeMeasurement {
  const measure = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!measure && method !== 'all') {
    throw new UnsupportedError(`volume method "${method}" (available: ${VOLUME_METHOD_NAMES.join(', ')})`);
  }
  const grid = gridVolume(input);
  if (!measure) return { ...grid, methods: everyMethod(input, grid, options) };
  return withTotals(grid, measure(input, grid, options));
}

function everyMethod(input: VolumeInput, grid: GridMeasurement, options: MethodOptions): MethodVolume[] {
  const hasCells = [input.existing, input.compared].some(({ shape }) => shape.kind === 'cells');
  const names = hasCells ? ['grid'] : Object.keys(METHODS);
  return names.map((method) => {
    const { cutM3, fillM3, netM3 } = METHODS[method]!(input, grid, options);
    return { method, cutM3, fillM3, netM3 };
  });
}

function withTotals(grid: GridMeasurement, totals: MethodTotals): VolumeMeasurement {
  const { cutM3, fillM3, netM3 } = grid.uncertainty95;
  const moved = totals.netM3 - grid.netM3;
  return {
    ...grid,
    ...totals,
    uncertainty95: {
      cutM3: totals.cutM3 === null ? null : cutM3,
      fillM3: totals.fillM3 === null ? null : fillM3,
      netM3: [netM3[0] + moved, netM3[1] + moved],
    },
  };
}

function cornersOf({ grid, existing, compared }: VolumeInput): Float64Array {
  return cornerDifferences(grid, facets(existing.shape), facets(compared.shape));
}

function facets(shape: SurfaceShape): FacetShape {
  if (shape.kind !== 'cells') return shape;
  throw new UnsupportedError('a volume method other than "grid" with sampling "cell-mean" (take sampling "tin")');
}
