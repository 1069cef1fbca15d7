/** The processes of sight: what is seen from where, and when the sun shines there. */
import { LineOfSightInputs, LineOfSightResult, parseLineOfSightRequest } from '#core/contract/line-of-sight.ts';
import { MountainViewInputs, MountainViewResult, parseMountainViewRequest } from '#core/contract/mountain-view.ts';
import { parseSunlightRequest, SunlightInputs, SunlightResult } from '#core/contract/sunlight.ts';
import { parseViewshedRequest, ViewshedInputs, ViewshedResult } from '#core/contract/viewshed.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

/** A place to stand in the demo scene. */
const observer = { position: [52_120, -97_060] };
const surfaces = [{ collection: 'before', returns: 'first' }];

export const SIGHT_PROCESSES: readonly ProcessDefinition[] = [
  {
    id: 'line-of-sight',
    version: '1.0.0',
    title: 'Line of sight',
    description:
      'Whether places are seen from an eye over surfaces near → far, with curvature of the earth and refraction: where the ray is ' +
      'blocked and by how much, its clearance, the ground under it. Where the surfaces have a gap before anything blocks the ray the ' +
      'answer is unknown (判定不可), with the gap.',
    keywords: ['line of sight', 'visibility', 'landscape', '見通し', '視線', '景観', '判定不可'],
    inputs: inputsOf(LineOfSightInputs),
    result: LineOfSightResult,
    example: { observer, crs: 'EPSG:6676', surfaces, targets: [{ position: [52_330, -97_000] }] },
    check: (request) => {
      parseLineOfSightRequest(request);
    },
    run: (pool, input, options) => pool.run('see-line', input, options),
  },
  {
    id: 'viewshed',
    version: '1.0.0',
    title: 'Viewshed',
    description:
      'What is seen from an eye, cell by cell, one exact ray each, with curvature and refraction: areas seen, hidden and unknown ' +
      '(判定不可), the outline of what is seen; or a cloud optimized GeoTIFF, or a picture.',
    keywords: ['viewshed', 'visibility', 'landscape', '可視領域', '景観', '可視・不可視'],
    inputs: inputsOf(ViewshedInputs),
    result: ViewshedResult,
    files: ['image/tiff; application=geotiff; profile=cloud-optimized', 'image/png'],
    example: { observer, crs: 'EPSG:6676', surfaces, radiusM: 100, cellSizeM: 2 },
    check: (request) => {
      parseViewshedRequest(request);
    },
    run: (pool, input, options) => pool.run('see-around', input, options),
  },
  {
    id: 'mountain-view',
    version: '1.0.0',
    title: 'View of a mountain',
    description:
      'How much of Mt Fuji (35.3606N 138.7274E, 3,776 m), or of another mountain, is seen from the height of an eye: the summit on the ' +
      'exact surfaces, the outline direction by direction, and what the known foreground hides at least. Without a surface of the far ' +
      'field the answer is unknown (判定不可).',
    keywords: ['Mt Fuji', 'view', 'landscape', '富士山', '眺望', '景観'],
    inputs: inputsOf(MountainViewInputs),
    result: MountainViewResult,
    example: { observer, crs: 'EPSG:6676', surfaces, nearM: 150, columns: 21 },
    check: (request) => {
      parseMountainViewRequest(request);
    },
    run: (pool, input, options) => pool.run('see-mountain', input, options),
  },
  {
    id: 'sunlight',
    version: '1.0.0',
    title: 'Hours of sun',
    description:
      'Hours of sun at a point on a day: the sun of every step against the surfaces in its direction, sunrise and sunset, the path of ' +
      'the sun and the horizon. Where the data end before the ray is above all stored ground the light is unknown (判定不可).',
    keywords: ['sunlight', 'shadow', 'sun path', '日照時間', '日影', '太陽位置'],
    inputs: inputsOf(SunlightInputs),
    result: SunlightResult,
    example: { observer, crs: 'EPSG:6676', surfaces, day: '2026-12-21', radiusM: 150, stepMinutes: 15 },
    check: (request) => {
      parseSunlightRequest(request);
    },
    run: (pool, input, options) => pool.run('see-sun', input, options),
  },
];
