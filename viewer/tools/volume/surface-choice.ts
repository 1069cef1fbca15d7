/** Which surface a side of the comparison is: the choice, its form in a request, and its form in the address. Pure. */
import type { CutFillInputs } from '#core/contract/cut-fill-volume.ts';

export const SURFACE_KINDS = ['collection', 'plane', 'file', 'made'] as const;
export type SurfaceKind = (typeof SURFACE_KINDS)[number];

/** A level plane, or one fitted to the other surface along the boundary. */
export const PLANES = ['elevation', 'boundary', 'lowest', 'highest', 'mean', 'tin'] as const;
export type PlaneKind = (typeof PLANES)[number];

/** A stored surface as a request names it, with the corrections that the user took. */
export interface StoredChoice {
  readonly id: string;
  readonly form: 'design' | 'grid';
  readonly crs: string | null;
  readonly swapXY: boolean;
}

/** What was chosen for every kind is kept, so that a look at another kind loses nothing. */
export interface SurfaceChoice {
  readonly kind: SurfaceKind;
  readonly collection: string | null;
  /** Null: all sensors of the collection. */
  readonly sensor: string | null;
  readonly firstReturns: boolean;
  readonly plane: PlaneKind;
  readonly elevationM: number | null;
  /** A file of the user. */
  readonly file: StoredChoice | null;
  /** A design that was made here. */
  readonly made: StoredChoice | null;
}

export const NO_SURFACE: SurfaceChoice = {
  kind: 'collection',
  collection: null,
  sensor: null,
  firstReturns: false,
  plane: 'elevation',
  elevationM: null,
  file: null,
  made: null,
};

type RequestSurface = CutFillInputs['existing'];

/** The stored surface that the choice stands for, if it is one. */
export function storedOf({ kind, file, made }: SurfaceChoice): StoredChoice | null {
  if (kind === 'file') return file;
  return kind === 'made' ? made : null;
}

/** Whether nothing is missing in the choice itself. */
export function isComplete(choice: SurfaceChoice): boolean {
  if (choice.kind === 'collection') return choice.collection !== null;
  if (choice.kind === 'plane') return choice.plane !== 'elevation' || choice.elevationM !== null;
  return storedOf(choice) !== null;
}

/** The surface of a request. @returns null while something is missing */
export function requestSurface(choice: SurfaceChoice, classes: readonly number[]): RequestSurface | null {
  if (!isComplete(choice)) return null;
  if (choice.kind === 'collection') {
    return {
      collection: choice.collection ?? '',
      // First returns are all classes but noise: a crown is no ground.
      ...(choice.firstReturns ? { returns: 'first' as const } : { classes: [...classes] }),
      ...(choice.sensor === null ? {} : { sensors: [choice.sensor] }),
    };
  }
  if (choice.kind === 'plane') {
    const { plane, elevationM } = choice;
    return { plane: plane === 'elevation' ? { elevationM: elevationM ?? 0 } : { fit: plane } };
  }
  const stored = storedOf(choice);
  if (!stored) return null;
  const corrections = {
    ...(stored.crs === null ? {} : { crs: stored.crs }),
    ...(stored.swapXY ? { swapXY: true } : {}),
  };
  return stored.form === 'grid' ? { grid: stored.id, ...corrections } : { design: stored.id, ...corrections };
}

/** `before`, `before~sensor:uav~first`, `plane:12.5`, `fit:mean`, `design:ID~crs:EPSG:6676~swap`, `grid:ID`, `made:ID`. */
export function formatSurface(choice: SurfaceChoice): string | undefined {
  if (!isComplete(choice)) return undefined;
  if (choice.kind === 'plane') {
    return choice.plane === 'elevation' ? `plane:${choice.elevationM}` : `fit:${choice.plane}`;
  }
  if (choice.kind === 'collection') {
    return [
      choice.collection,
      ...(choice.sensor === null ? [] : [`sensor:${choice.sensor}`]),
      ...(choice.firstReturns ? ['first'] : []),
    ].join('~');
  }
  const stored = storedOf(choice);
  return stored ? `${choice.kind === 'made' ? 'made' : stored.form}:${formatStored(stored)}` : undefined;
}

export function formatStored({ id, crs, swapXY }: Omit<StoredChoice, 'form'>): string {
  return [id, ...(crs === null ? [] : [`crs:${crs}`]), ...(swapXY ? ['swap'] : [])].join('~');
}

const STORED_ID = /^[0-9a-f]{32}$/;
const CRS_CODE = /^(?:EPSG:\d{4,6}|OGC:CRS84)$/;
const MAX_ELEVATION_M = 1e5;

/** @returns null when the text is not the id of a stored surface with known corrections */
export function parseStored(text: string): Omit<StoredChoice, 'form'> | null {
  const [id = '', ...options] = text.split('~');
  const crs = options.find((option) => option.startsWith('crs:'))?.slice(4) ?? null;
  if (!STORED_ID.test(id) || (crs !== null && !CRS_CODE.test(crs))) return null;
  return { id, crs, swapXY: options.includes('swap') };
}

/** @returns null for what is not understood */
export function parseSurface(text: string): Partial<SurfaceChoice> | null {
  const [, name = '', rest = ''] = /^(plane|fit|design|grid|made):(.*)$/.exec(text) ?? [];
  if (name === 'plane') {
    const elevationM = rest.trim() === '' ? Number.NaN : Number(rest);
    if (!(Math.abs(elevationM) <= MAX_ELEVATION_M)) return null;
    return { kind: 'plane', plane: 'elevation', elevationM };
  }
  if (name === 'fit') {
    const plane = PLANES.find((known) => known === rest);
    return plane && plane !== 'elevation' ? { kind: 'plane', plane } : null;
  }
  if (name !== '') {
    const stored = parseStored(rest);
    if (!stored) return null;
    if (name === 'made') return { kind: 'made', made: { ...stored, form: 'design' } };
    return { kind: 'file', file: { ...stored, form: name === 'grid' ? 'grid' : 'design' } };
  }
  const [collection = '', ...options] = text.split('~');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(collection)) return null;
  return {
    kind: 'collection',
    collection,
    sensor: options.find((option) => option.startsWith('sensor:'))?.slice(7) || null,
    firstReturns: options.includes('first'),
  };
}
