/** A geoid grid as JSON: two by two values, a degree apart. */
export const GEOID_JSON = JSON.stringify({
  lat0: 34,
  lon0: 138,
  dlat: 1,
  dlon: 1,
  rows: 2,
  cols: 2,
  values: [
    [1, 2],
    [3, 4],
  ],
});
