/** The CRS between the catalogue and the core: written with every item, so that reading one needs no registry of codes. */
import type { Crs } from '#core/crs/crs.ts';
import type { CrsProperties } from './stac.ts';

export function crsProperties(crs: Crs): CrsProperties {
  return {
    'tengun:crs': crs.code,
    'tengun:crs_name': crs.name,
    'tengun:crs_kind': crs.kind,
    'tengun:vertical_crs': crs.verticalCode,
    'tengun:ellipsoidal_heights': crs.ellipsoidalHeights,
    'tengun:proj4': crs.proj4,
    'tengun:wkt': crs.wkt,
    'tengun:horizontal_unit_m': crs.horizontalUnitM,
    'tengun:vertical_unit_m': crs.verticalUnitM,
  };
}

/** The CRS of an item or a collection, exactly as it was indexed. */
export function crsOf(properties: CrsProperties): Crs {
  return {
    code: properties['tengun:crs'],
    verticalCode: properties['tengun:vertical_crs'],
    name: properties['tengun:crs_name'],
    wkt: properties['tengun:wkt'],
    proj4: properties['tengun:proj4'],
    kind: properties['tengun:crs_kind'],
    horizontalUnitM: properties['tengun:horizontal_unit_m'],
    verticalUnitM: properties['tengun:vertical_unit_m'],
    ellipsoidalHeights: properties['tengun:ellipsoidal_heights'],
  };
}

/** `EPSG:6676` of a code that EPSG gave; null otherwise. */
export function projectedCode(code: string | null): string | null {
  return code?.startsWith('EPSG:') ? code : null;
}

/** Whether two data sets share their horizontal CRS: by code where both have one, else by the projection itself. */
export function sameHorizontalCrs(a: Crs, b: Crs): boolean {
  return a.code !== null && b.code !== null ? a.code === b.code : a.proj4 === b.proj4;
}
