/** The process `surface`. */
import { MakeSurfaceInputs, parseMakeSurfaceRequest } from '#core/contract/make-surface.ts';
import { SURFACE_FILES } from '#worker/grids/formats/file-formats.ts';
import { makeSurface } from '#worker/grids/make-surface.ts';
import { DEMO_RING } from './demo-places.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

export const SURFACE_PROCESS: ProcessDefinition = {
  id: 'surface',
  version: '1.0.0',
  title: 'Surface',
  description:
    'Heights on a grid from all points: the ground (DEM), the surface of first returns (DSM) or the canopy (CHM), as cloud optimized ' +
    'GeoTIFF, as text in the layouts of VIRTUAL SHIZUOKA and Hyogo, as a picture (hillshade, slope, CS立体図, openness, elevation), ' +
    'as contours (GeoJSON, DXF) or as triangles (glTF, LandXML).',
  keywords: ['DEM', 'DSM', 'CHM', 'GeoTIFF', 'contours', 'hillshade', 'CS立体図', '数値標高モデル', '等高線', '樹高'],
  inputs: inputsOf(MakeSurfaceInputs),
  result: { type: 'string', contentMediaType: SURFACE_FILES.cog[1], contentEncoding: 'binary' },
  files: [...new Set(Object.values(SURFACE_FILES).map(([, mediaType]) => mediaType))],
  example: {
    area: { type: 'Polygon', coordinates: [DEMO_RING] },
    crs: 'EPSG:6676',
    collection: 'before',
    kind: 'ground',
    cellSizeM: 0.5,
    format: 'cog',
  },
  check: (request) => {
    parseMakeSurfaceRequest(request);
  },
  run: (pool, input, { signal, onProgress }) => makeSurface(input, { pool, signal, onProgress }),
};
