/** The result of a job that is a file: its bytes move to the caller. */
export interface FileResult {
  readonly kind: 'file';
  readonly mediaType: string;
  /** For saving; letters, digits, `.`, `-` and `_`. */
  readonly fileName: string;
  readonly title: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function isFileResult(result: unknown): result is FileResult {
  return (
    typeof result === 'object' &&
    result !== null &&
    (result as Partial<FileResult>).kind === 'file' &&
    (result as Partial<FileResult>).bytes instanceof Uint8Array
  );
}
