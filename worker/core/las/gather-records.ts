/**
 * Copies records into the given order. Records are moved in the widest words that their length allows.
 * @param records packed records
 * @param order indices of the records to copy
 * @returns `order.length` packed records; owned by the caller
 */
export function gatherRecords(records: Uint8Array, recordLength: number, order: Uint32Array): Uint8Array {
  const out = new Uint8Array(order.length * recordLength);
  const wordBytes = [4, 2, 1].find((size) => recordLength % size === 0 && records.byteOffset % size === 0)!;
  const words = wordBytes === 4 ? Uint32Array : wordBytes === 2 ? Uint16Array : Uint8Array;
  const from = new words(records.buffer, records.byteOffset, Math.floor(records.byteLength / wordBytes));
  const to = new words(out.buffer);
  const length = recordLength / wordBytes;
  for (let i = 0, at = 0; i < order.length; i++, at += length) {
    const start = order[i]! * length;
    for (let k = 0; k < length; k++) to[at + k] = from[start + k]!;
  }
  return out;
}
