/** The Range header, RFC 9110 §14: one range of bytes. */

export interface ByteRange {
  /** First byte. */
  readonly begin: number;
  /** One past the last byte. */
  readonly end: number;
}

/**
 * @param header the Range header's text
 * @returns the one range, cut to the file; `unsatisfiable` when it starts behind the end (answer 416); `whole` when the header
 *   is no byte range that RFC 9110 understands or asks for several ranges (answer 200, as the RFC allows)
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=[ \t]*(\d{0,30})-(\d{0,30})[ \t]*$/i.exec(header ?? '');
  if (!match) return 'whole';
  const [, first, last] = match as unknown as [string, string, string];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const suffix = Number(last);
    return suffix === 0 || sizeBytes === 0
      ? 'unsatisfiable'
      : { begin: Math.max(0, sizeBytes - suffix), end: sizeBytes };
  }
  const begin = Number(first);
  if (last !== '' && Number(last) < begin) return 'whole';
  if (begin >= sizeBytes) return 'unsatisfiable';
  return { begin, end: last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1) };
}
