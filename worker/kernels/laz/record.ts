/** Where the fields of a point record of formats 6–10 stand. Source: LAS 1.4 R16, tables 13–17. */
export const X: usize = 0;
export const Y: usize = 4;
export const Z: usize = 8;
export const INTENSITY: usize = 12;
export const RETURNS: usize = 14; // return number in the lower, number of returns in the upper four bits
export const FLAGS: usize = 15; // class flags 0–3, scanner channel 4–5, scan direction 6, edge of flight line 7
export const CLASSIFICATION: usize = 16;
export const USER_DATA: usize = 17;
export const SCAN_ANGLE: usize = 18;
export const POINT_SOURCE: usize = 20;
export const GPS_TIME: usize = 22;
export const BASE_BYTES: usize = 30;
export const RGB: usize = 30;
export const NIR: usize = 36;

/**
 * What the XY layer tells the layers after it about a point, one u16 each:
 * bits 0–1 scanner channel, 2 GPS time changed, 3–4 place among the returns, 5–7 Z level, 8–12 Z context,
 * 13 scan angle changed, 14 point source changed, 15 scanner channel changed.
 */
export const NOTE_BYTES: usize = 2;
export const NOTE_GPS: u32 = 2;
export const NOTE_PLACE: u32 = 3;
export const NOTE_LEVEL: u32 = 5;
export const NOTE_Z_CONTEXT: u32 = 8;
export const NOTE_ANGLE: u32 = 13;
export const NOTE_SOURCE: u32 = 14;
export const NOTE_CHANNEL: u32 = 15;

/**
 * The context that colours and extra bytes of a point are coded in. Item version 4: its scanner channel. Version 3: its
 * scanner channel if that has just changed, else 0 (a slip of the first writers that became the format).
 */
@inline
export function itemContext(note: u32, version: u32): u32 {
  return version >= 4 || note >> NOTE_CHANNEL ? note & 3 : 0;
}

/** Context of a difference after one of `bits` bits: even numbers up to the cap, plus one for single returns. */
@inline
export function bitContext(bits: u32, cap: u32, returns: u32): u32 {
  return min(bits & ~1, cap) + <u32>(returns == 1);
}
