/** The process `find-objects`. */
import { FindObjectsInputs, FindObjectsResult, parseFindObjectsRequest } from '#core/contract/find-objects.ts';
import { DEMO_RING } from './demo-places.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

export const OBJECTS_PROCESS: ProcessDefinition = {
  id: 'find-objects',
  version: '1.0.0',
  title: 'Poles, wires, trees, buildings',
  description:
    'Finds what stands on the ground inside an area: by class, or by shape where points have none. Each with its kind, footprint, ' +
    'ground, top, number of points, how sure that is, and the ground under it that nobody has measured. Simplified (簡易).',
  keywords: ['objects', 'poles', 'wires', 'trees', 'scenario', '電柱', '電線', '樹木', '建物', '無電柱化', '景観'],
  inputs: inputsOf(FindObjectsInputs),
  result: FindObjectsResult,
  example: {
    collection: 'before',
    area: { type: 'Polygon', coordinates: [DEMO_RING] },
    crs: 'EPSG:6676',
    kinds: ['pole', 'wire'],
  },
  check: (request) => {
    parseFindObjectsRequest(request);
  },
  run: (pool, input, options) => pool.run('find-objects', input, options),
};
