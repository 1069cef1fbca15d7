/** The process `pipe-check`. */
import { PipeCheckInputs, PipeCheckResult, parsePipeCheckRequest } from '#core/contract/pipe-check.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

export const PIPE_PROCESS: ProcessDefinition = {
  id: 'pipe-check',
  version: '1.0.0',
  title: 'Check of buried pipes (地下埋設物)',
  description:
    'Cover over buried pipes on the ground of a collection, exact between the vertices of the pipe and the edges of the ground: least, mean, ' +
    'stretches with less than required; and clearances between outer surfaces where pipes cross in plan or come near in space. ' +
    'A check of the given ledger data, not a survey: what neither ledger nor ground tells is null (不明).',
  keywords: ['buried pipes', 'cover', 'clearance', '地下埋設物', '埋設管', '土被り', '離隔'],
  inputs: inputsOf(PipeCheckInputs),
  result: PipeCheckResult,
  example: {
    crs: 'EPSG:6676',
    surface: { collection: 'before' },
    pipes: [
      {
        id: 'W-1',
        kind: 'water',
        diameterMm: 150,
        accuracy: 'B',
        line: [
          [52_150, -97_060],
          [52_250, -97_050],
        ],
        level: { reference: 'cover', valuesM: [1.2] },
      },
      {
        id: 'G-1',
        kind: 'gas',
        diameterMm: 100,
        line: [
          [52_200, -97_090],
          [52_205, -97_020],
        ],
        level: { reference: 'cover', valuesM: [0.9] },
      },
    ],
  },
  check: (request) => {
    parsePipeCheckRequest(request);
  },
  run: (pool, input, options) => pool.run('check-pipes', input, options),
};
