/** Which kind of file it is, by its first bytes, then by its name. Pure. */
import { UnsupportedError } from '#core/errors.ts';

export type OwnFormat = 'points' | 'landxml' | 'dxf' | 'sima' | 'geojson' | 'kml' | 'geotiff';

/** Endings that the page opens. */
export const OWN_FILES = '.las,.laz,.xml,.dxf,.sim,.sima,.geojson,.json,.kml,.tif,.tiff';

const BY_ENDING: Readonly<Record<string, OwnFormat>> = {
  las: 'points',
  laz: 'points',
  xml: 'landxml',
  landxml: 'landxml',
  dxf: 'dxf',
  sim: 'sima',
  sima: 'sima',
  geojson: 'geojson',
  json: 'geojson',
  kml: 'kml',
  tif: 'geotiff',
  tiff: 'geotiff',
};

/**
 * @param start the first kilobytes
 * @throws {UnsupportedError} naming what is read, and what only the server reads
 */
export function formatOf(name: string, start: Uint8Array): OwnFormat {
  const text = new TextDecoder('latin1').decode(start);
  if (text.startsWith('LASF')) return 'points';
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'geotiff';
  if (text.startsWith('PK\x03\x04')) {
    throw new UnsupportedError(
      'a ZIP archive (KMZ, SHP and others in it); unpack it, or upload it where the server reads it',
    );
  }
  if (text.startsWith('AutoCAD Binary DXF') || /^AC10\d\d/.test(text)) return 'dxf';
  const plain = text.replace(/^\xef\xbb\xbf/, '');
  if (/^\s*</.test(plain)) {
    if (/<(\w+:)?kml[\s>]/.test(plain)) return 'kml';
    if (/<(\w+:)?LandXML[\s>]/.test(plain)) return 'landxml';
  }
  if (/^\s*[{[]/.test(plain)) return 'geojson';
  if (/^[A-Z]\d\d,/.test(plain)) return 'sima';
  if (/^\s*(999\s*\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION\s/.test(plain)) return 'dxf';
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const named = BY_ENDING[ending];
  if (named) return named;
  throw new UnsupportedError(
    `file ${name.slice(0, 80)}; expected LAS, LAZ, COPC, LandXML, DXF, SIMA, GeoJSON, KML or GeoTIFF`,
  );
}
