/** Files of the user on their way to the server (tus), what became of them, and whether they lie on a collection. */
import { readStoredAlignments, type StoredAlignments } from './alignments.ts';
import { ApiError, isRecord, postJson, request, requestJson } from './client.ts';
import { pause } from './processes.ts';
import { type Check, readChecks, readSurfaceInfo, type SurfaceInfo } from './surfaces.ts';

const CHUNK_BYTES = 4 * 2 ** 20;
const RETRY_MS = [0, 1000, 3000, 5000, 10_000];
const REQUEST_TIMEOUT = 408;
const POLL_MS = 400;

/** Endings of files that the server reads as surfaces, as areas, and as alignments. */
export const SURFACE_FILES = '.xml,.dxf,.tif,.tiff,.csv,.txt,.xyz,.asc,.dat,.zip';
export const AREA_FILES = '.geojson,.json,.sim,.dxf,.kml,.kmz,.zip';
export const ALIGNMENT_FILES = '.xml,.sim,.dxf,.geojson,.json,.zip';

export interface SendOptions {
  readonly use: 'surface' | 'areas' | 'alignment' | 'points';
  /** What the coordinates are when the file does not say. */
  readonly crs: string | null;
  /** Of points: when they were measured (a date), and what their heights stand on. */
  readonly datetime?: string;
  readonly verticalDatum?: string;
  readonly signal: AbortSignal;
  /** Part of the bytes that have arrived, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** Sends a file in pieces; @returns the id of the upload. @throws {ApiError}; AbortError when stopped */
export async function sendFile(file: File, options: SendOptions): Promise<string> {
  const { Upload, DetailedError } = await import('tus-js-client');
  const { signal, onProgress, use, crs, datetime, verticalDatum } = options;
  const said = {
    ...(crs ? { crs } : {}),
    ...(datetime ? { datetime } : {}),
    ...(verticalDatum ? { verticalDatum } : {}),
  };
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: '/api/uploads',
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_MS,
      metadata: { filename: file.name, use, ...said },
      // Nothing of the file stays in this browser.
      storeFingerprintForResuming: false,
      onProgress: (sent, total) => onProgress(total > 0 ? sent / total : 1),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        return status === 0 || status === REQUEST_TIMEOUT || status === 409 || status === 423 || status >= 500;
      },
      onSuccess: () => {
        signal.removeEventListener('abort', stop);
        const id = upload.url?.split('/').pop();
        if (id) resolve(id);
        else reject(new ApiError(201, 'FORMAT', 'expected the address of the upload'));
      },
      onError: (error) => {
        const response = error instanceof DetailedError ? error.originalResponse : null;
        reject(
          response ? problemOf(response.getStatus(), response.getBody()) : new ApiError(0, 'OFFLINE', error.message),
        );
      },
    });
    const stop = () => {
      // Tells the server too, as soon as it knows of the upload.
      void upload.abort(upload.url !== null).catch(() => undefined);
      reject(new DOMException('stopped', 'AbortError'));
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    upload.start();
  });
}

function problemOf(status: number, text: string): ApiError {
  try {
    const body: unknown = JSON.parse(text);
    if (isRecord(body)) return new ApiError(status, String(body.code), String(body.detail ?? body.title));
  } catch {
    // no problem document: what arrived is said as it is
  }
  return new ApiError(status, `HTTP_${status}`, text.slice(0, 200) || `HTTP ${status}`);
}

export interface ReceivedAreas {
  readonly crs: string | null;
  readonly fileName: string;
  readonly features: readonly {
    readonly name: string;
    readonly geometry: { readonly type: 'Polygon' | 'MultiPolygon'; readonly coordinates: unknown };
  }[];
  readonly faults: readonly { readonly name: string; readonly message: string }[];
  readonly checks: readonly Check[];
}

export type Received =
  | { readonly use: 'surface'; readonly surface: SurfaceInfo }
  | { readonly use: 'areas'; readonly areas: ReceivedAreas }
  | { readonly use: 'alignment'; readonly alignments: StoredAlignments };

/** Waits until the server has read the file. @throws {ApiError} with the reader's own words when it cannot be read */
export async function receivedFile(id: string, signal: AbortSignal): Promise<Received> {
  for (;;) {
    const status = await requestJson(`/api/uploads/${encodeURIComponent(id)}/status`, { signal });
    if (!isRecord(status)) throw new ApiError(200, 'FORMAT', 'expected the status of an upload');
    if (status.state === 'failed') {
      const { code, message } = isRecord(status.problem) ? status.problem : {};
      throw new ApiError(200, String(code ?? 'FORMAT'), String(message ?? ''));
    }
    if (status.state === 'ready') {
      if (status.alignments !== undefined)
        return { use: 'alignment', alignments: readStoredAlignments(status.alignments) };
      if (status.areas === undefined) return { use: 'surface', surface: readSurfaceInfo(status.surface) };
      return { use: 'areas', areas: readAreas(status.areas, String(status.fileName)) };
    }
    await pause(POLL_MS, signal);
  }
}

/** How far the server is with a file of points. */
export interface IndexingNews {
  /** Files in line before this one. */
  readonly ahead: number;
  /** 0 to 100; null before it has begun. */
  readonly percent: number | null;
  readonly pointsPerSecond: number;
  readonly secondsLeft: number | null;
}

export interface RejectedFile {
  readonly source: string;
  readonly message: string;
}

/** Polls that may fail in a row: a server that starts again goes on with the file. */
const PATIENT_POLLS = 60;

/** Waits until the server has indexed a file of points; @returns its collection. @throws {ApiError} with the indexer's own words */
export async function indexedFile(
  id: string,
  signal: AbortSignal,
  onNews: (news: IndexingNews) => void,
): Promise<{ readonly collection: string; readonly rejected: readonly RejectedFile[] }> {
  for (let silent = 0; ; ) {
    try {
      const status = await requestJson(`/api/uploads/${encodeURIComponent(id)}/status`, { signal });
      silent = 0;
      if (!isRecord(status)) throw new ApiError(200, 'FORMAT', 'expected the status of an upload');
      const { state, points, indexing, problem } = status;
      if (state === 'failed') {
        const { code, message } = isRecord(problem) ? problem : {};
        throw new ApiError(200, String(code ?? 'FORMAT'), String(message ?? ''));
      }
      if (state === 'ready' && isRecord(points))
        return { collection: String(points.collection), rejected: rejectedOf(points) };
      if (isRecord(indexing)) onNews(newsOf(indexing));
    } catch (error) {
      const isSilent = error instanceof ApiError && (error.status === 0 || error.status === 503);
      if (!isSilent || ++silent > PATIENT_POLLS) throw error;
    }
    await pause(POLL_MS, signal);
  }
}

function newsOf({ ahead, percent, pointsPerSecond, secondsLeft }: Record<string, unknown>): IndexingNews {
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
  return {
    ahead: number(ahead) ?? 0,
    percent: number(percent),
    pointsPerSecond: number(pointsPerSecond) ?? 0,
    secondsLeft: number(secondsLeft),
  };
}

function rejectedOf({ rejected }: Record<string, unknown>): RejectedFile[] {
  const files = Array.isArray(rejected) ? rejected.filter(isRecord) : [];
  return files.map(({ source, message }) => ({ source: String(source), message: String(message) }));
}

/** Ends what the server does with an upload and deletes what it became; one that is gone already is fine. @throws {ApiError} */
export async function removeUpload(id: string): Promise<void> {
  try {
    await request(`/api/uploads/${encodeURIComponent(id)}`, {
      method: 'DELETE',
      headers: { 'tus-resumable': '1.0.0' },
    });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
}

/** The upload that a collection was made of; null: it was made otherwise. */
export function uploadOf(collection: string): string | null {
  return /^upload-([0-9a-f]{32})$/.exec(collection)?.[1] ?? null;
}

function readAreas(body: unknown, fileName: string): ReceivedAreas {
  if (!isRecord(body) || !Array.isArray(body.features)) throw new ApiError(200, 'FORMAT', 'expected named areas');
  const features = body.features.filter(isRecord).flatMap(({ geometry, properties }) => {
    if (!isRecord(geometry) || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) return [];
    const name = isRecord(properties) ? String(properties.name) : '';
    return [{ name, geometry: { type: geometry.type, coordinates: geometry.coordinates } as const }];
  });
  const faults = Array.isArray(body.faults) ? body.faults.filter(isRecord) : [];
  return {
    crs: typeof body.crs === 'string' ? body.crs : null,
    fileName,
    features,
    faults: faults.map(({ name, message }) => ({ name: String(name), message: String(message) })),
    checks: readChecks(body.checks),
  };
}

export interface Correction {
  readonly swapXY: boolean;
  readonly crs: string | null;
  /** Share of the smaller rectangle that the other covers then. */
  readonly overlap: number;
}

export interface Placement {
  readonly checks: readonly Check[];
  readonly corrections: readonly Correction[];
}

/** Whether an upload lies on a collection, and what would bring it there. @throws {ApiError} */
export async function checkUpload(id: string, collection: string, signal: AbortSignal): Promise<Placement> {
  const body = await postJson(`/api/uploads/${encodeURIComponent(id)}/check`, { collection }, signal);
  const corrections = isRecord(body) && Array.isArray(body.corrections) ? body.corrections.filter(isRecord) : [];
  return {
    checks: isRecord(body) ? readChecks(body.checks) : [],
    corrections: corrections.map(({ swapXY, crs, overlap }) => ({
      swapXY: swapXY === true,
      crs: typeof crs === 'string' ? crs : null,
      overlap: Number(overlap),
    })),
  };
}
