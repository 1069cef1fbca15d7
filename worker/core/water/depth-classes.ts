/**
 * Depth classes and colours of flood hazard maps. Source: MLIT, 水害ハザードマップ作成の手引き (bounds 0.5, 3, 5, 10, 20 m; the
 * lower bound belongs to its class).
 */
export interface DepthClass {
  readonly fromM: number;
  /** Null: open to above. */
  readonly toM: number | null;
  readonly colour: readonly [red: number, green: number, blue: number];
}

export const DEPTH_CLASSES: readonly DepthClass[] = [
  { fromM: 0, toM: 0.5, colour: [247, 245, 169] },
  { fromM: 0.5, toM: 3, colour: [255, 216, 192] },
  { fromM: 3, toM: 5, colour: [255, 183, 183] },
  { fromM: 5, toM: 10, colour: [255, 145, 145] },
  { fromM: 10, toM: 20, colour: [242, 133, 201] },
  { fromM: 20, toM: null, colour: [220, 122, 220] },
];

/** Index into {@link DEPTH_CLASSES}. @param depthM above 0 */
export function depthClassOf(depthM: number): number {
  let index = DEPTH_CLASSES.length - 1;
  while (index > 0 && depthM < DEPTH_CLASSES[index]!.fromM) index--;
  return index;
}
