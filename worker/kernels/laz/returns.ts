/**
 * Contexts that a return number and a number of returns (both 0–15) give. Facts of the format (LASzip, point 14 v3):
 * the tables distinguish the common pairs and map pairs that should not exist to contexts of their own.
 */

/** Row = number of returns, column = return number: context 0–5 of the XY differences. */
const XY_CONTEXT = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5,
  1, 0, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
  2, 1, 2, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3,
  3, 3, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
  4, 3, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
  5, 3, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
  3, 3, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4,
  4, 3, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4,
  4, 3, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4,
  5, 3, 4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4,
  5, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4,
  5, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 4, 4, 4,
  5, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 4, 4,
  5, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 4,
  5, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5,
  5, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5,
]);

@inline
export function xyContext(returns: u32, returnNumber: u32): u32 {
  return <u32>load<u8>(XY_CONTEXT + (returns << 4) + returnNumber);
}

/** How far from the last return: |returns - return number|, at most 7. Context of Z. */
@inline
export function zLevel(returns: u32, returnNumber: u32): u32 {
  return <u32>min(abs(<i32>returns - <i32>returnNumber), 7);
}

/** 1 first, 2 last, 3 only, 0 intermediate return. */
@inline
export function returnPlace(returns: u32, returnNumber: u32): u32 {
  return <u32>(returnNumber == 1) | (<u32>(returnNumber >= returns) << 1);
}
