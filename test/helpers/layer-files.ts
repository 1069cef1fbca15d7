/** Small layers of the kinds that are one file, around a place: red, some tens of metres wide. */
import { cubeGltf } from './cube-model.ts';
import { buildTiff } from './tiff-builder.ts';

export interface LayerFile {
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** The kind that the viewer has to find. */
  readonly kind: 'kml' | 'czml' | 'gltf' | 'geotiff';
}

/** Half the side of what is drawn, degrees. */
const HALF_DEG = 0.0008;

/** @param place its middle: longitude, latitude */
export function layerFiles(place: readonly [lon: number, lat: number]): LayerFile[] {
  return [
    { path: '/area.kml', type: 'application/vnd.google-earth.kml+xml', body: kml(place), kind: 'kml' },
    { path: '/box.czml', type: 'application/json', body: czml(place), kind: 'czml' },
    { path: '/box.gltf', type: 'model/gltf+json', body: cubeGltf(60), kind: 'gltf' },
    { path: '/picture.tif', type: 'image/tiff', body: geotiff(place), kind: 'geotiff' },
  ];
}

function kml([lon, lat]: readonly [number, number]): string {
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ].map(([x = 0, y = 0]) => `${lon + x * HALF_DEG},${lat + y * HALF_DEG}`);
  return `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Style id="red"><LineStyle><color>ff1414e6</color><width>6</width></LineStyle><PolyStyle><color>ff1414e6</color></PolyStyle></Style>
<Placemark><name>area</name><styleUrl>#red</styleUrl><Polygon><outerBoundaryIs><LinearRing><coordinates>${corners.join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Document></kml>`;
}

function czml([lon, lat]: readonly [number, number]): string {
  return JSON.stringify([
    { id: 'document', name: 'box', version: '1.0' },
    {
      id: 'box',
      position: { cartographicDegrees: [lon, lat, 320] },
      box: {
        dimensions: { cartesian: [80, 80, 80] },
        material: { solidColor: { color: { rgba: [230, 20, 20, 255] } } },
      },
    },
  ]);
}

function geotiff([lon, lat]: readonly [number, number]): Uint8Array {
  const size = 16;
  const step = (2 * HALF_DEG) / size;
  const values = Array.from({ length: 3 * size * size }, (_, at) => (at % 3 === 0 ? 230 : 20));
  const corner = [lon - HALF_DEG, lat + HALF_DEG] as const;
  return buildTiff({
    cols: size,
    rows: size,
    values,
    bits: 8,
    bands: 3,
    photometric: 2,
    corner,
    step: [step, step],
    geographic: 6668,
  });
}
