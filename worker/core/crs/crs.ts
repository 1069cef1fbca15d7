/** The coordinate reference systems of the product: one import for what others use. */
export { crsFromCode } from './crs-from-code.ts';
export { crsFromGeoKeys, type GeoKeyRecords } from './crs-from-geokeys.ts';
export { crsFromWkt, isBlankWkt } from './crs-from-wkt.ts';
export { type Crs, type CrsKind, compoundCode, epsgNumber } from './crs-model.ts';
export { createProjection, type Projection } from './projection.ts';
