/** Places of the demo scene, EPSG:6676: what the examples of processes work on. */

/** A place inside the demo scene. */
export const DEMO_RING = [
  [52_150, -97_100],
  [52_250, -97_100],
  [52_250, -97_000],
  [52_150, -97_000],
  [52_150, -97_100],
];

/** A pad there, on the side of a valley. */
export const DEMO_PAD_RING = [
  [52_420, -97_080],
  [52_460, -97_080],
  [52_460, -97_050],
  [52_420, -97_050],
  [52_420, -97_080],
];

/** In the river. */
export const DEMO_RIVER = [52_240, -97_095];

/** An axis near the road. */
export const DEMO_ROAD = [
  { position: [52_010, -97_090] },
  { position: [52_180, -97_050], radiusM: 150, clothoidInM: 80, clothoidOutM: 80 },
  { position: [52_330, -97_095], radiusM: 120 },
  { position: [52_590, -97_060] },
];

/** One grey pixel: the shortest JPEG file. */
export const DEMO_PICTURE =
  '/9j/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/' +
  '2gAIAQEAAD8A0s8g/9k=';
