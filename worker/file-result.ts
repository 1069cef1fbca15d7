/** The results of jobs that are files. */

interface FileFacts {
  readonly mediaType: string;
  /** For saving; letters, digits, `.`, `-` and `_`. */
  readonly fileName: string;
  readonly title: string;
}

/** A text that goes along with a file. */
export interface CompanionText {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/** A small file: its bytes move to the caller. */
export interface FileResult extends FileFacts {
  readonly kind: 'file';
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of data: what it is, from which sources, under which terms. */
  readonly companions?: readonly CompanionText[];
}

/** A file of any size, on disk: whoever asked for it gave a folder for it, and now owns it. */
export interface DiskFileResult extends FileFacts {
  readonly kind: 'disk-file';
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly crc32: number;
  /** What it is, from which data, under which terms. */
  readonly companions: readonly CompanionText[];
  /** Facts for scripts: counts, codes of warnings. */
  readonly summary: Readonly<Record<string, unknown>>;
}

export function isFileResult(result: unknown): result is FileResult {
  return isOfKind(result, 'file') && (result as Partial<FileResult>).bytes instanceof Uint8Array;
}

export function isDiskFileResult(result: unknown): result is DiskFileResult {
  return isOfKind(result, 'disk-file');
}

function isOfKind(result: unknown, kind: string): boolean {
  return typeof result === 'object' && result !== null && (result as { readonly kind?: unknown }).kind === kind;
}
