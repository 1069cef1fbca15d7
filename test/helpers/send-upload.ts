/** Uploads to a listening server, as tus-js-client sends them, and what became of them. */
import { Upload, type UploadOptions } from 'tus-js-client';

export interface Sent {
  readonly url: string;
  readonly id: string;
}

export function sendUpload(
  base: string,
  bytes: Buffer,
  metadata: Record<string, string>,
  options: Partial<UploadOptions> = {},
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: `${base}api/uploads`,
      metadata,
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve({ url: upload.url!, id: upload.url!.slice(-32) }),
      ...options,
    });
    upload.start();
  });
}

export interface UploadAnswer {
  readonly state: string;
  readonly use: string | null;
  readonly indexing?: {
    readonly ahead: number;
    readonly job: string | null;
    readonly phase?: string;
    readonly percent?: number;
    readonly pointsPerSecond?: number;
    readonly secondsLeft?: number | null;
  };
  readonly surface?: { readonly id: string };
  readonly points?: {
    readonly collection: string;
    readonly pointCount: number;
    readonly rejected: readonly { readonly source: string; readonly code: string; readonly message: string }[];
  };
  readonly problem?: { readonly code: string; readonly message: string };
}

export async function uploadStatus(base: string, id: string): Promise<UploadAnswer> {
  return (await (await fetch(`${base}api/uploads/${id}/status`)).json()) as UploadAnswer;
}

/** Waits until a status passes a test; @returns it */
export async function uploadUntil(
  base: string,
  id: string,
  isWanted: (status: UploadAnswer) => boolean,
  timeoutMs = 60_000,
): Promise<UploadAnswer> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const status = await uploadStatus(base, id);
    if (isWanted(status)) return status;
    if (performance.now() > deadline) throw new Error(`waited in vain, last seen ${JSON.stringify(status)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const settledUpload = (base: string, id: string): Promise<UploadAnswer> =>
  uploadUntil(base, id, ({ state }) => state === 'ready' || state === 'failed');

/** The first request of tus, by hand. */
export function createUpload(
  base: string,
  size: number,
  values: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const metadata = Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
  return fetch(`${base}api/uploads`, {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': String(size), 'upload-metadata': metadata, ...headers },
  });
}
