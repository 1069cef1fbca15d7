/** The processes that the server offers: descriptions from the contract's schemas, work by the jobs of worker/jobs. */
import { ChangeMapInputs, ChangeMapResult, parseChangeMapRequest } from '#core/contract/change-map.ts';
import {
  ClassifyGroundInputs,
  ClassifyGroundResult,
  parseClassifyGroundRequest,
} from '#core/contract/classify-ground.ts';
import { CutFillInputs, CutFillResult, parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import { DesignInputs, DesignResult, parseDesignRequest } from '#core/contract/design-surface.ts';
import { EpochSeriesInputs, EpochSeriesResult, parseEpochSeriesRequest } from '#core/contract/epoch-series.ts';
import { EstimateResult } from '#core/contract/estimate-volume.ts';
import { FitForPurposeInputs, FitForPurposeResult, parseFitForPurposeRequest } from '#core/contract/fit-for-purpose.ts';
import { classifyGround } from '#worker/ground/classify-ground.ts';
import type { Config } from '../config.ts';
import { DEMO_PAD_RING, DEMO_RING } from './demo-places.ts';
import { type ExtractConfig, extractProcess } from './extract-process.ts';
import { INUNDATION_PROCESS } from './inundation-process.ts';
import { MEASURE_PROCESS } from './measure-process.ts';
import { OBJECTS_PROCESS } from './objects-process.ts';
import { PIPE_PROCESS } from './pipe-process.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';
import { SECTION_PROCESSES } from './section-processes.ts';
import { SIGHT_PROCESSES } from './sight-processes.ts';
import { SURFACE_PROCESS } from './surface-process.ts';

const PROCESSES: readonly ProcessDefinition[] = [
  {
    id: 'cut-fill-volume',
    version: '1.0.0',
    title: 'Cut and fill volume',
    description:
      'Volumes of cut and fill between two surfaces inside an area, from all points of the chosen classes, with a 95 % interval. ' +
      'Cut is where the compared surface lies below the existing one.',
    keywords: ['volume', 'cut', 'fill', 'difference', '土量'],
    inputs: inputsOf(CutFillInputs),
    result: CutFillResult,
    example: {
      area: { type: 'Polygon', coordinates: [DEMO_RING] },
      crs: 'EPSG:6676',
      existing: { collection: 'before', classes: [2] },
      compared: { collection: 'after', classes: [2] },
      method: 'grid',
      cellSizeM: 0.5,
      maxEdgeM: 5,
    },
    check: (request) => {
      parseCutFillRequest(request);
    },
    run: (pool, input, options) => pool.run('compute-volume', input, options),
  },
  {
    id: 'estimate-volume',
    version: '1.0.0',
    title: 'What a volume will cost',
    description:
      'Cells, points, memory and time that cut-fill-volume needs for the same inputs, and what to change when that is too much.',
    keywords: ['volume', 'estimate', 'limits'],
    inputs: inputsOf(CutFillInputs),
    result: EstimateResult,
    example: {
      area: { type: 'Polygon', coordinates: [DEMO_RING] },
      crs: 'EPSG:6676',
      existing: { collection: 'before' },
      compared: { collection: 'after' },
    },
    check: (request) => {
      parseCutFillRequest(request);
    },
    run: (pool, input, options) => pool.run('estimate-volume', input, options),
  },
  {
    id: 'epoch-series',
    version: '1.0.0',
    title: 'Volumes over many epochs',
    description:
      'Cut and fill of every pair of epochs on the ground that all of them cover; placed, moved and remaining volume from epoch to epoch.',
    keywords: ['volume', 'epochs', 'time series', '盛土量', '残存盛土量'],
    inputs: inputsOf(EpochSeriesInputs),
    result: EpochSeriesResult,
    example: {
      area: { type: 'Polygon', coordinates: [DEMO_RING] },
      crs: 'EPSG:6676',
      surfaces: [{ collection: 'before' }, { collection: 'after' }],
    },
    check: (request) => {
      parseEpochSeriesRequest(request);
    },
    run: (pool, input, options) => pool.run('measure-series', input, options),
  },
  {
    id: 'change-map',
    version: '1.0.0',
    title: 'Map of changes',
    description:
      'The largest connected changes between two surfaces, each with volume, centroid and outline, and how much area has which ' +
      'difference; or the differences themselves as a cloud optimized GeoTIFF, or as a picture with a legend.',
    keywords: ['change', 'difference', 'landslide', 'GeoTIFF', '差分', '変化', '崩壊地'],
    inputs: inputsOf(ChangeMapInputs),
    result: ChangeMapResult,
    files: ['image/tiff; application=geotiff; profile=cloud-optimized', 'image/png'],
    example: {
      area: { type: 'Polygon', coordinates: [DEMO_RING] },
      crs: 'EPSG:6676',
      existing: { collection: 'before' },
      compared: { collection: 'after' },
      cellSizeM: 1,
    },
    check: (request) => {
      parseChangeMapRequest(request);
    },
    run: (pool, input, options) => pool.run('map-change', input, options),
  },
  {
    id: 'fit-for-purpose',
    version: '1.0.0',
    title: 'Fit for purpose',
    description:
      'Whether data are good enough on an area for an estimate, a survey before construction, a progress quantity or an as-built shape: density, accuracy, voids, age.',
    keywords: ['quality', 'density', 'accuracy', '起工測量', '出来形'],
    inputs: inputsOf(FitForPurposeInputs),
    result: FitForPurposeResult,
    example: {
      area: { type: 'Polygon', coordinates: [DEMO_RING] },
      crs: 'EPSG:6676',
      surface: { collection: 'before' },
    },
    check: (request) => {
      parseFitForPurposeRequest(request);
    },
    run: (pool, input, options) => pool.run('judge-fitness', input, options),
  },
  MEASURE_PROCESS,
  OBJECTS_PROCESS,
  ...SECTION_PROCESSES,
  ...SIGHT_PROCESSES,
  SURFACE_PROCESS,
  INUNDATION_PROCESS,
  PIPE_PROCESS,
  {
    id: 'classify-ground',
    version: '1.0.0',
    title: 'Ground filter',
    description:
      'Makes an item with the points of another and ground classified (class 2), in a collection of its own. Run it as a job: ' +
      'an item of ten million points takes longer than a request may.',
    keywords: ['ground', 'filter', 'classification', 'SMRF', '地面', 'グラウンド'],
    inputs: inputsOf(ClassifyGroundInputs),
    result: ClassifyGroundResult,
    example: { collection: 'before', item: '08NF2330' },
    writes: true,
    check: (request) => {
      parseClassifyGroundRequest(request);
    },
    run: (pool, { storeDir, request, audience, access }, { signal, onProgress, asker }) => {
      // who may publish makes it as open as its source
      const owner = asker.rights.includes('publish') ? (asker.user?.id ?? null) : null;
      const rule = owner === null ? { access } : { owner };
      return classifyGround({ storeDir, request }, { pool, audience, ...rule, signal, onProgress });
    },
  },
  {
    id: 'design-surface',
    version: '1.0.0',
    title: 'Design surface',
    description:
      'Makes the finished surface of a pad, or of a standard section along an alignment, with side slopes and berms out to the ' +
      'ground; finds the height for a balance of cut and fill or for a volume. The surface is saved. No stability analysis.',
    keywords: ['design', 'pad', 'embankment', 'balance', '計画面', '造成', '残土置き場'],
    inputs: inputsOf(DesignInputs),
    result: DesignResult,
    example: {
      kind: 'pad',
      area: { type: 'Polygon', coordinates: [DEMO_PAD_RING] },
      crs: 'EPSG:6676',
      existing: { collection: 'before' },
      solve: { balance: { C: 0.9 } },
      fillSlope: 1.8,
      cutSlope: 1.2,
      bermEveryM: 5,
      bermWidthM: 1.5,
    },
    writes: true,
    check: (request) => {
      parseDesignRequest(request);
    },
    run: (pool, input, options) => pool.run('design-surface', input, options),
  },
];

/** What a server offers: those that write only where they may. */
export function processesOf(config: ExtractConfig & Pick<Config, 'allowWrites'>): readonly ProcessDefinition[] {
  return [...PROCESSES, extractProcess(config)].filter(({ writes }) => config.allowWrites || !writes);
}
