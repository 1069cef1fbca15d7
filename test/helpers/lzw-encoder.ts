/** LZW as TIFF 6.0 writes it, one entry after another: the counterpart that decoders are tried on. */
export function encodeLzw(bytes: Uint8Array): Uint8Array {
  const output: number[] = [];
  let [held, heldBits] = [0, 0];
  const put = (code: number, width: number): void => {
    held = (held << width) | code;
    heldBits += width;
    while (heldBits >= 8) {
      heldBits -= 8;
      output.push((held >>> heldBits) & 0xff);
    }
    held &= (1 << heldBits) - 1;
  };
  let table = new Map<string, number>();
  let [next, width] = [258, 9];
  put(256, width);
  let prefix = '';
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  for (const byte of bytes) {
    const longer = prefix + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      prefix = longer;
      continue;
    }
    put(codeOf(prefix), width);
    table.set(longer, next++);
    prefix = longer.at(-1)!;
    // the reader's table is one entry behind: it widens its codes one early, at 511; the table is given up before it is full
    if (next === 512 || next === 1024 || next === 2048) width++;
    if (next === 4094) {
      put(256, width);
      table = new Map();
      [next, width] = [258, 9];
    }
  }
  if (prefix !== '') put(codeOf(prefix), width);
  // what the reader adds for the last code may widen the end code
  if (prefix !== '' && (next + 1 === 512 || next + 1 === 1024 || next + 1 === 2048)) width++;
  put(257, width);
  if (heldBits > 0) output.push((held << (8 - heldBits)) & 0xff);
  return Uint8Array.from(output);
}
