/**
 * LAZ chunks: decodes all point formats with extra bytes and encodes formats 0–3 and 6–8. Formats 0–5 are point-wise, see
 * laz/pointwise.ts. Formats 6–10 are layered (LASzip 3), a chunk of theirs:
 *
 *   the first record as it is · u32 point count · u32 size of each layer · the layers
 *   layers: channel+returns+XY, Z, classification, flags, intensity, scan angle, user data, point source, GPS time,
 *           [RGB], [NIR], [wave packet], one for each extra byte. Size 0: the whole chunk has the first record's value.
 *
 * Every layer has its own arithmetic stream and its own models, so each runs alone over all points in one tight loop,
 * with its models in the cache; the XY layer goes first and leaves notes (laz/record.ts) that the others follow.
 *
 * Use: `layOut` once for a call, copy the input to the address it gives, `decodeChunk`, `decodePointwiseChunk`,
 * `encodeChunk` or `encodePointwiseChunk`, read the result.
 * Source of the format: LASzip 3.4 (facts), ASPRS LAS 1.4 R16 (records). See worker/core/laz/README.md.
 */
import { GUARD_BYTES, beginDecoding, readTo } from "./laz/decoder";
import { beginEncoding, endEncoding } from "./laz/encoder";
import { decodeByte, encodeByte } from "./laz/layer-byte";
import { decodeNir, decodeRgb, encodeNir, encodeRgb } from "./laz/layer-color";
import { decodeGpsTime, encodeGpsTime } from "./laz/layer-gps-time";
import {
  decodeIntensity, decodePointSource, decodeScanAngle, encodeIntensity, encodePointSource, encodeScanAngle,
} from "./laz/layer-integers";
import {
  decodeClassification, decodeFlags, decodeUserData, encodeClassification, encodeFlags, encodeUserData,
} from "./laz/layer-symbols";
import { decodeWavePackets } from "./laz/layer-wave-packet";
import { decodeXy, encodeXy } from "./laz/layer-xy";
import { decodeZ, encodeZ } from "./laz/layer-z";
import { BUFFERS, beginLayer, reserve } from "./laz/memory";
import { decodePointwise, encodePointwise, pointwiseModelBytes, pointwiseOutputBytes } from "./laz/pointwise";
import {
  BASE_BYTES, CLASSIFICATION, FLAGS, GPS_TIME, INTENSITY, NIR, NOTE_BYTES, POINT_SOURCE, RGB, SCAN_ANGLE, USER_DATA,
} from "./laz/record";
import { WAVE_PACKET_BYTES } from "./laz/wave-packet";

// status of a call
const OK: i32 = 0;
const ENDED_EARLY: i32 = 1;
const CONTRADICTION: i32 = 2;
const WRONG_COUNT: i32 = 3;
const NO_MEMORY: i32 = 4;

// layers by their place in the chunk (also the bit in the mask of wanted layers), but the wave packet's, which follows
// the colours of its format; extra bytes share one bit
const XY_LAYER: u32 = 0;
const Z_LAYER: u32 = 1;
const CLASSIFICATION_LAYER: u32 = 2;
const FLAGS_LAYER: u32 = 3;
const INTENSITY_LAYER: u32 = 4;
const ANGLE_LAYER: u32 = 5;
const USER_LAYER: u32 = 6;
const SOURCE_LAYER: u32 = 7;
const GPS_LAYER: u32 = 8;
const RGB_LAYER: u32 = 9;
const NIR_LAYER: u32 = 10;
const EXTRA_BIT: u32 = 11;
const WAVE_BIT: u32 = 12;

/** More than the worst case of any layer: 15 bits for each symbol, and raw bits. */
const MAX_LAYER_BYTES_A_POINT: u64 = 40;
const MAX_LAYER_TAIL: u64 = 64;

let chunk: usize = 0;
let records: usize = 0;
let notes: usize = 0;
let failedLayer: u32 = 0;
let failedAt: usize = 0;

@inline
function align(end: u64): u64 {
  return (end + 15) & ~15;
}

/** Places the buffers of one call. @returns false when there is not enough memory for them */
export function layOut(chunkBytes: u32, recordBytes: u32, count: u32): bool {
  const recordsAt = align(<u64>BUFFERS + <u64>chunkBytes + GUARD_BYTES);
  const notesAt = align(recordsAt + <u64>recordBytes * <u64>count + 16);
  const end = align(notesAt + <u64>count * NOTE_BYTES + 16);
  if (!reserve(end)) return false;
  chunk = BUFFERS;
  records = <usize>recordsAt;
  notes = <usize>notesAt;
  return true;
}

/** Where the compressed chunk stands (input of decodeChunk, output of encodeChunk). */
export function chunkAddress(): usize {
  return chunk;
}

/** Where the records stand (output of decodeChunk, input of encodeChunk). */
export function recordsAddress(): usize {
  return records;
}

/** The layer that the last failed decodeChunk stopped in: the bit it has in the mask of layers. */
export function failedLayerBit(): u32 {
  return failedLayer;
}

/** Where in the chunk that layer begins; of a point-wise chunk how far it was read. */
export function failedOffset(): usize {
  return failedAt - chunk;
}

@inline
function colorLayers(format: u32): u32 {
  return format >= 9 ? (format - 9) << 1 : format - 6;
}

@inline
function colorBytes(format: u32): usize {
  const layers = colorLayers(format);
  return layers == 0 ? 0 : layers == 1 ? 6 : 8;
}

@inline
function hasWave(format: u32): bool {
  return format >= 9;
}

/** Bytes of a record without extra bytes. */
@inline
function fixedBytes(format: u32): usize {
  return BASE_BYTES + colorBytes(format) + (hasWave(format) ? WAVE_PACKET_BYTES : 0);
}

/** Layers of a record without extra bytes. */
@inline
function knownLayers(format: u32): u32 {
  return GPS_LAYER + 1 + colorLayers(format) + <u32>hasWave(format);
}

/** The bit of a layer in the mask of wanted ones. */
@inline
function bitOf(layer: u32, format: u32): u32 {
  const known = knownLayers(format);
  return layer >= known ? EXTRA_BIT : hasWave(format) && layer == known - 1 ? WAVE_BIT : layer;
}

function fail(status: i32, bit: u32, at: usize): i32 {
  failedLayer = bit;
  failedAt = at;
  return status;
}

/**
 * Decodes the chunk laid out.
 * @param format 6–10 @param version item version, 3 or 4 @param wanted mask of layers; XY always comes
 * @returns status; records of layers not wanted hold the first record's values
 */
export function decodeChunk(
  format: u32, recordBytes: u32, count: u32, chunkBytes: u32, version: u32, wanted: u32,
): i32 {
  const fixed = fixedBytes(format);
  const known = knownLayers(format);
  const layers: u32 = known + (recordBytes - <u32>fixed);
  const sizes = chunk + recordBytes + 4;
  const dataBegin = sizes + layers * 4;
  const end = chunk + chunkBytes;
  if (dataBegin > end) return fail(ENDED_EARLY, XY_LAYER, end);
  if (load<u32>(chunk + recordBytes) != count) return fail(WRONG_COUNT, XY_LAYER, chunk + recordBytes);
  let layersEnd = <u64>dataBegin;
  for (let layer: u32 = 0; layer < layers; layer++) {
    const begin = <usize>layersEnd;
    layersEnd += <u64>load<u32>(sizes + layer * 4);
    if (layersEnd > <u64>end) return fail(ENDED_EARLY, bitOf(layer, format), begin);
  }
  repeatFirst(recordBytes, count);

  let at = dataBegin;
  for (let layer: u32 = 0; layer < layers; layer++) {
    const size = <usize>load<u32>(sizes + layer * 4);
    const begin = at;
    const bit = bitOf(layer, format);
    at += size;
    if (layer == XY_LAYER) {
      if (count == 1) continue;
    } else if (size == 0 || !((wanted >> bit) & 1)) {
      continue;
    }
    beginLayer();
    if (!beginDecoding(begin, at)) return fail(size < 4 ? ENDED_EARLY : CONTRADICTION, bit, begin);
    const field = bit == WAVE_BIT ? BASE_BYTES + colorBytes(format) : fixed + <usize>(layer - known);
    if (!decodeLayer(bit, field, recordBytes, count, version)) {
      return fail(readTo() > at ? ENDED_EARLY : CONTRADICTION, bit, begin);
    }
  }
  return OK;
}

function decodeLayer(bit: u32, field: usize, recordBytes: usize, count: u32, version: u32): bool {
  switch (bit) {
    case XY_LAYER: return decodeXy(records, recordBytes, notes, count);
    case Z_LAYER: return decodeZ(records, recordBytes, notes, count);
    case CLASSIFICATION_LAYER: return decodeClassification(records, recordBytes, notes, count);
    case FLAGS_LAYER: return decodeFlags(records, recordBytes, notes, count);
    case INTENSITY_LAYER: return decodeIntensity(records, recordBytes, notes, count);
    case ANGLE_LAYER: return decodeScanAngle(records, recordBytes, notes, count);
    case USER_LAYER: return decodeUserData(records, recordBytes, notes, count);
    case SOURCE_LAYER: return decodePointSource(records, recordBytes, notes, count);
    case GPS_LAYER: return decodeGpsTime(records, recordBytes, notes, count);
    case RGB_LAYER: return decodeRgb(records, recordBytes, notes, count, version);
    case NIR_LAYER: return decodeNir(records, recordBytes, notes, count, version);
    case WAVE_BIT: return decodeWavePackets(records, recordBytes, field, notes, count, version);
    default: return decodeByte(records, recordBytes, field, notes, count, version);
  }
}

/**
 * Decodes the point-wise chunk laid out, all of it.
 * @param format 0–5
 * @returns status
 */
export function decodePointwiseChunk(format: u32, recordBytes: u32, count: u32, chunkBytes: u32): i32 {
  const stream = chunk + recordBytes;
  const end = chunk + chunkBytes;
  if (stream > end) return fail(ENDED_EARLY, XY_LAYER, end);
  memory.copy(records, chunk, recordBytes);
  if (count == 1) return OK;
  // the models stand where the notes of layered chunks do
  if (!reserve(<u64>notes + pointwiseModelBytes(format, recordBytes))) return fail(NO_MEMORY, XY_LAYER, chunk);
  if (decodePointwise(format, records, recordBytes, count, stream, end, notes)) return OK;
  const to = readTo();
  return to > end || stream + 4 > end ? fail(ENDED_EARLY, XY_LAYER, end) : fail(CONTRADICTION, XY_LAYER, to);
}

/** Fills the records with the first one, so that layers without bytes need no work. */
function repeatFirst(recordBytes: usize, count: u32): void {
  memory.copy(records, chunk, recordBytes);
  const all = recordBytes * count;
  let done = recordBytes;
  while (done < all) {
    const bytes = min(done, all - done);
    memory.copy(records + done, records, bytes);
    done += bytes;
  }
}

/**
 * Encodes the records laid out (item version 3).
 * @returns size of the chunk at `chunkAddress` — it may have moved — or 0 when memory ends
 */
export function encodeChunk(format: u32, recordBytes: u32, count: u32): u32 {
  const fixed = fixedBytes(format);
  const known = knownLayers(format);
  const layers: u32 = known + (recordBytes - <u32>fixed);
  // the output stands behind the notes, it grows layer by layer
  chunk = (notes + <usize>count * NOTE_BYTES + 31) & ~15;
  const sizes = chunk + recordBytes + 4;
  let at = sizes + layers * 4;
  if (!reserve(<u64>at + 16)) return 0;
  memory.copy(chunk, records, recordBytes);
  store<u32>(chunk + recordBytes, count);
  const changed = changedLayers(recordBytes, count, format);
  for (let layer: u32 = 0; layer < layers; layer++) {
    const isKnown = layer < known;
    const field = fixed + <usize>(layer - known);
    store<u32>(sizes + layer * 4, 0);
    if (isKnown ? !((changed >> layer) & 1) : !byteChanges(recordBytes, field, count)) continue;
    if (!reserve(<u64>at + <u64>count * MAX_LAYER_BYTES_A_POINT + MAX_LAYER_TAIL)) return 0;
    beginLayer();
    beginEncoding(at);
    if (isKnown) encodeKnown(layer, recordBytes, count);
    else encodeByte(records, recordBytes, field, notes, count);
    const end = endEncoding();
    store<u32>(sizes + layer * 4, <u32>(end - at));
    at = end;
  }
  return <u32>(at - chunk);
}

/**
 * Encodes the records laid out into a point-wise chunk (items of version 2).
 * @param format 0–3
 * @returns as encodeChunk does
 */
export function encodePointwiseChunk(format: u32, recordBytes: u32, count: u32): u32 {
  const models = <u64>notes;
  const output = align(models + pointwiseModelBytes(format, recordBytes));
  if (!reserve(output + pointwiseOutputBytes(format, recordBytes, count))) return 0;
  chunk = <usize>output;
  memory.copy(chunk, records, recordBytes);
  const end = encodePointwise(format, records, recordBytes, count, chunk + recordBytes, notes);
  return <u32>(end - chunk);
}

function encodeKnown(layer: u32, recordBytes: usize, count: u32): void {
  switch (layer) {
    case XY_LAYER: encodeXy(records, recordBytes, notes, count); break;
    case Z_LAYER: encodeZ(records, recordBytes, notes, count); break;
    case CLASSIFICATION_LAYER: encodeClassification(records, recordBytes, notes, count); break;
    case FLAGS_LAYER: encodeFlags(records, recordBytes, notes, count); break;
    case INTENSITY_LAYER: encodeIntensity(records, recordBytes, notes, count); break;
    case ANGLE_LAYER: encodeScanAngle(records, recordBytes, notes, count); break;
    case USER_LAYER: encodeUserData(records, recordBytes, notes, count); break;
    case SOURCE_LAYER: encodePointSource(records, recordBytes, notes, count); break;
    case GPS_LAYER: encodeGpsTime(records, recordBytes, notes, count); break;
    case RGB_LAYER: encodeRgb(records, recordBytes, notes, count); break;
    default: encodeNir(records, recordBytes, notes, count);
  }
}

/** Mask of the layers whose field differs anywhere from the first record. XY and Z are always written. */
function changedLayers(recordBytes: usize, count: u32, format: u32): u32 {
  const firstLow = v128.load(records, INTENSITY);
  let low = i64x2.splat(0);
  const firstTime = load<u64>(records, GPS_TIME);
  let time: u64 = 0;
  const hasRgb = format >= 7;
  const hasNir = format == 8;
  const firstRgb = hasRgb ? load<u32>(records, RGB) : 0;
  const firstBlue = hasRgb ? load<u16>(records, RGB + 4) : 0;
  const firstNir = hasNir ? load<u16>(records, NIR) : 0;
  let rgb: u32 = 0;
  let nir: u32 = 0;
  let record = records;
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    low = v128.or(low, v128.xor(v128.load(record, INTENSITY), firstLow));
    time |= load<u64>(record, GPS_TIME) ^ firstTime;
    if (hasRgb) rgb |= (load<u32>(record, RGB) ^ firstRgb) | <u32>(load<u16>(record, RGB + 4) ^ firstBlue);
    if (hasNir) nir |= <u32>(load<u16>(record, NIR) ^ firstNir);
  }
  let mask: u32 = (1 << XY_LAYER) | (1 << Z_LAYER);
  mask |= <u32>(i16x8.extract_lane_u(low, 0) != 0) << INTENSITY_LAYER;
  mask |= <u32>((i8x16.extract_lane_u(low, <u8>(FLAGS - INTENSITY)) & 0xcf) != 0) << FLAGS_LAYER;
  mask |= <u32>(i8x16.extract_lane_u(low, <u8>(CLASSIFICATION - INTENSITY)) != 0) << CLASSIFICATION_LAYER;
  mask |= <u32>(i8x16.extract_lane_u(low, <u8>(USER_DATA - INTENSITY)) != 0) << USER_LAYER;
  mask |= <u32>(i16x8.extract_lane_u(low, <u8>((SCAN_ANGLE - INTENSITY) / 2)) != 0) << ANGLE_LAYER;
  mask |= <u32>(i16x8.extract_lane_u(low, <u8>((POINT_SOURCE - INTENSITY) / 2)) != 0) << SOURCE_LAYER;
  mask |= <u32>(time != 0) << GPS_LAYER;
  mask |= <u32>(rgb != 0) << RGB_LAYER;
  mask |= <u32>(nir != 0) << NIR_LAYER;
  return mask;
}

function byteChanges(recordBytes: usize, field: usize, count: u32): bool {
  let record = records + field;
  const first = load<u8>(record);
  for (let point: u32 = 1; point < count; point++) {
    record += recordBytes;
    if (load<u8>(record) != first) return true;
  }
  return false;
}
