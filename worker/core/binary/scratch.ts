/**
 * Buffers that a thread uses again for each piece of work. Large arrays that are made anew each time are freed late, and
 * memory then grows to several times what is in use.
 */
const STEP_BYTES = 1 << 20;

export class Scratch {
  private readonly buffers = new Map<string, ArrayBuffer>();

  /** `byteLength` bytes with undefined contents; the next call with this name takes them back. */
  bytes(name: string, byteLength: number): Uint8Array {
    return new Uint8Array(this.buffer(name, byteLength), 0, byteLength);
  }

  /** `length` numbers with undefined contents; the next call with this name takes them back. */
  u32(name: string, length: number): Uint32Array {
    return new Uint32Array(this.buffer(name, 4 * length), 0, length);
  }

  private buffer(name: string, byteLength: number): ArrayBuffer {
    const held = this.buffers.get(name);
    if (held && held.byteLength >= byteLength) return held;
    // the old one goes before the new one comes
    this.buffers.delete(name);
    const made = new ArrayBuffer(Math.ceil(byteLength / STEP_BYTES) * STEP_BYTES);
    this.buffers.set(name, made);
    return made;
  }
}
