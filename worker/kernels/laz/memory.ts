/**
 * The memory map of the kernel: fixed areas first, then the buffers of the current call (see `layOut` in ../laz.ts).
 * Nothing is ever freed: each call lays its buffers out anew from BUFFERS on.
 *
 *   SLOTS    pointers to the models of the current layer, 0 = not made yet
 *   CONTEXTS state of the four scanner channels of the current layer
 *   MODELS   bump arena of the models of the current layer
 *   BUFFERS  chunk, records, per-point contexts, output; models of a point-wise chunk
 */
const SLOT_BYTES: usize = 8192;
const CONTEXT_BYTES: usize = 1024; // of one scanner channel
/**
 * The largest layer is that of wave packets: 4 channels * 100 models of 256 symbols (1,344 bytes each) and 40 smaller
 * ones; classification and user data have 4 * 64, the XY layer stays below 4 * 90 kB.
 */
const MODEL_BYTES: usize = 640 * 1024;

const SLOTS: usize = (__heap_base + 63) & ~63;
const CONTEXTS: usize = SLOTS + SLOT_BYTES;
const MODELS: usize = CONTEXTS + 4 * CONTEXT_BYTES;
export const BUFFERS: usize = MODELS + MODEL_BYTES;

/** State of a scanner channel in the current layer. */
@inline
export function contextOf(channel: u32): usize {
  return CONTEXTS + <usize>channel * CONTEXT_BYTES;
}

/** Slots of a scanner channel in the current layer, `bytes` of them a channel. */
@inline
export function slotsOf(channel: u32, bytes: usize): usize {
  return SLOTS + <usize>channel * bytes;
}

let nextModel: usize = MODELS;

/** Forgets the models and contexts of the layer before. */
export function beginLayer(): void {
  beginModels(MODELS);
}

/** Forgets all models; new ones are made from `at` on. */
export function beginModels(at: usize): void {
  memory.fill(SLOTS, 0, SLOT_BYTES);
  nextModel = at;
}

/** Bytes for one model, 16-byte aligned. */
export function allocateModel(bytes: usize): usize {
  const at = nextModel;
  nextModel = (at + bytes + 15) & ~15;
  return at;
}

/** Makes all bytes below `end` addressable. False when the machine has no more memory to give. */
export function reserve(end: u64): bool {
  const pages = <i32>((end + 0xffff) >> 16);
  if (end > 0xffff0000) return false;
  const missing = pages - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}
