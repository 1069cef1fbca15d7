/**
 * Copies records into the given order. Records are moved in the widest words that their length allows.
 * @param records packed records
 * @param order indices of the records to copy
 * @param out where they go, at least as long; made when absent
 * @returns `order.length` packed records
 */
export function gatherRecords(
  records: Uint8Array,
  recordLength: number,
  order: Uint32Array,
  out: Uint8Array = new Uint8Array(order.length * recordLength),
): Uint8Array {
  const wordBytes = [4, 2, 1].find(
    (size) => recordLength % size === 0 && records.byteOffset % size === 0 && out.byteOffset % size === 0,
  )!;
  const from = asWords(records, wordBytes);
  const to = asWords(out, wordBytes);
  const length = recordLength / wordBytes;
  for (let i = 0, at = 0; i < order.length; i++, at += length) {
    const start = order[i]! * length;
    for (let k = 0; k < length; k++) to[at + k] = from[start + k]!;
  }
  return out;
}

function asWords(
  { buffer, byteOffset, byteLength }: Uint8Array,
  wordBytes: number,
): Uint32Array | Uint16Array | Uint8Array {
  const length = Math.floor(byteLength / wordBytes);
  if (wordBytes === 4) return new Uint32Array(buffer, byteOffset, length);
  return wordBytes === 2 ? new Uint16Array(buffer, byteOffset, length) : new Uint8Array(buffer, byteOffset, length);
}
