/** The process `measure`. */
import { MeasureInputs, MeasureResult, parseMeasureRequest } from '#core/contract/measure.ts';
import { DEMO_RING } from './demo-places.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

export const MEASURE_PROCESS: ProcessDefinition = {
  id: 'measure',
  version: '1.0.0',
  title: 'Simple measurements',
  description:
    'Height of a point, distance, length along vertices and along the ground, height difference, angle, area (in plan, of the surface, ' +
    'of a wall in its plane), slope of a fitted plane: from every point of the chosen classes, with standard errors from their scatter.',
  keywords: ['measure', 'distance', 'area', 'slope', 'angle', '計測', '距離', '面積', '勾配'],
  inputs: inputsOf(MeasureInputs),
  result: MeasureResult,
  example: {
    kind: 'distance',
    vertices: [DEMO_RING[0], DEMO_RING[2]],
    crs: 'EPSG:6676',
    surfaces: [{ collection: 'before' }, { collection: 'after' }],
  },
  check: (request) => {
    parseMeasureRequest(request);
  },
  run: (pool, input, options) => pool.run('measure', input, options),
};
