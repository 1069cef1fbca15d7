/** The process `inundation`. */
import { InundationInputs, InundationResult, parseInundationRequest } from '#core/contract/inundation.ts';
import { DEMO_RING, DEMO_RIVER } from './demo-places.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

export const INUNDATION_PROCESS: ProcessDefinition = {
  id: 'inundation',
  version: '1.0.0',
  title: 'Static inundation (簡易)',
  description:
    'Standing water at a level, or at many: ground below the level that is joined to the seeds (sea, river reach, breach), with area, ' +
    'volume, depth classes of hazard maps, and the level from which water reaches the edge of the data. Barriers and openings may be drawn. ' +
    'Simplified: no flow, rain, drainage or time. Or the depths as cloud optimized GeoTIFF, outlines of the classes as GeoJSON, or a picture with a legend.',
  keywords: ['inundation', 'flood', 'water level', '浸水', '浸水想定', '水位', '湛水', '簡易'],
  inputs: inputsOf(InundationInputs),
  result: InundationResult,
  files: ['image/tiff; application=geotiff; profile=cloud-optimized', 'application/geo+json', 'image/png'],
  example: {
    area: { type: 'Polygon', coordinates: [DEMO_RING] },
    crs: 'EPSG:6676',
    surface: { collection: 'before', classes: [2, 9] },
    seeds: [{ type: 'Point', coordinates: DEMO_RIVER }],
    levels: [193, 194, 195],
    cellSizeM: 1,
  },
  check: (request) => {
    parseInundationRequest(request);
  },
  run: (pool, input, options) => pool.run('inundate', input, options),
};
