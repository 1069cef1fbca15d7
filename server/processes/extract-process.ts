/** The process `extract` as the server offers it. */
import { ExtractInputs, parseExtractRequest } from '#core/contract/extract.ts';
import { extractLimits } from '#worker/extract/extract-limits.ts';
import { extractPoints } from '#worker/extract/extract-points.ts';
import type { Config } from '../config.ts';
import { DEMO_RING } from './demo-places.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

export type ExtractConfig = Pick<Config, 'extractVertices' | 'extractPoints' | 'extractSyncPoints'>;

export function extractProcess(config: ExtractConfig): ProcessDefinition {
  return {
    id: 'extract',
    version: '1.0.0',
    title: 'Extract points',
    description:
      'The stored points inside an area as a file: LAS, LAZ, COPC, CSV, or LAS 1.2 for older programs. Exactly those inside; of areas ' +
      'that share a border each point belongs to one. Coordinates and attributes are those of the source. ' +
      `Up to ${config.extractSyncPoints} points in the answer itself; up to ${config.extractPoints} as a job, whose results are the file with ranges, ` +
      'its checksum and a zip with source and licence.',
    keywords: ['extract', 'clip', 'download', 'LAS', 'LAZ', 'COPC', 'CSV', '切り出し', '抽出', 'ダウンロード'],
    inputs: inputsOf(ExtractInputs),
    result: { type: 'string', contentMediaType: 'application/vnd.laszip', contentEncoding: 'binary' },
    files: ['application/vnd.laszip', 'application/vnd.las', 'application/vnd.laszip+copc', 'text/csv'],
    example: {
      area: { type: 'Polygon', coordinates: [DEMO_RING] },
      crs: 'EPSG:6676',
      collection: 'before',
      classes: [2],
      format: 'laz',
    },
    check: (request) => {
      parseExtractRequest(request);
    },
    run: async (pool, { storeDir, request, audience }, { signal, onProgress, room, isJob }) => {
      const limits = extractLimits(
        isJob ? config.extractPoints : config.extractSyncPoints,
        config.extractVertices,
        !isJob,
      );
      return await extractPoints(
        { storeDir, request },
        { pool, dir: await room.folder(), limits, audience, signal, onProgress },
      );
    },
  };
}
