/** The processes that cut: sections, profiles, alignments and their papers. */
import {
  AlignmentChecksInputs,
  AlignmentChecksResult,
  parseAlignmentChecksRequest,
} from '#core/contract/alignment-checks.ts';
import { BoardInputs, parseBoardRequest } from '#core/contract/board.ts';
import { CrossSectionInputs, CrossSectionResult, parseCrossSectionRequest } from '#core/contract/cross-section.ts';
import { CrossSectionsInputs, CrossSectionsResult, parseCrossSectionsRequest } from '#core/contract/cross-sections.ts';
import { ProfileInputs, ProfileResult, parseProfileRequest } from '#core/contract/profile.ts';
import { parseReportRequest, ReportInputs } from '#core/contract/report.ts';
import { DEMO_PICTURE, DEMO_RING, DEMO_ROAD } from './demo-places.ts';
import { inputsOf } from './process-inputs.ts';
import type { ProcessDefinition } from './process-runner.ts';

export const SECTION_PROCESSES: readonly ProcessDefinition[] = [
  {
    id: 'cross-section',
    version: '1.0.0',
    title: 'Cross-section',
    description:
      'Heights of surfaces along a line, and the points beside it. Distance runs from the first vertex; offset is positive to the right.',
    keywords: ['section', 'profile', '横断図', '縦断図'],
    inputs: inputsOf(CrossSectionInputs),
    result: CrossSectionResult,
    files: [
      'text/csv',
      'image/svg+xml',
      'image/vnd.dxf',
      'application/pdf',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    example: {
      line: { type: 'LineString', coordinates: [DEMO_RING[0], DEMO_RING[2]] },
      crs: 'EPSG:6676',
      widthM: 0.5,
      stepM: 0.25,
      surfaces: [
        { collection: 'before', classes: [2] },
        { collection: 'after', classes: [2] },
      ],
      points: false,
    },
    check: (request) => {
      parseCrossSectionRequest(request);
    },
    run: (pool, input, options) => pool.run('cut-section', input, options),
  },
  {
    id: 'cross-sections',
    version: '1.0.0',
    title: 'Cross-sections of all stations',
    description:
      'Sections at the stations of an alignment, its longitudinal profile, cut and fill by 平均断面法 and the mass curve; or the ' +
      'drawings and calculation sheets made of them (DXF, XLSX, LandXML, SIMA, CSV, SVG, PDF, all in one zip).',
    keywords: ['cross-section', 'alignment', 'station', 'mass haul', '横断図', '縦断図', '平均断面法', '土積図'],
    inputs: inputsOf(CrossSectionsInputs),
    result: CrossSectionsResult,
    files: [
      'application/zip',
      'image/vnd.dxf',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/xml',
      'application/octet-stream',
      'application/pdf',
    ],
    example: {
      alignment: { points: DEMO_ROAD },
      crs: 'EPSG:6676',
      surfaces: [{ collection: 'before' }, { collection: 'after' }],
      pitchM: 20,
      leftM: 20,
      rightM: 20,
      soil: { class: 'sandy' },
    },
    check: (request) => {
      parseCrossSectionsRequest(request);
    },
    run: (pool, input, options) => pool.run('cut-sections', input, options),
  },
  {
    id: 'profile',
    version: '1.0.0',
    title: 'Longitudinal profile',
    description:
      'Surfaces along an alignment or a line, with heights at stations and the grades of the design; and what a way along it means: ' +
      'climb and fall, the highest, lowest and steepest place, and with waterLevelM the stretches that lie below a level of water. ' +
      'Stretches without data are unknown, never dry. Or the drawing and the table (PDF, DXF, SVG, CSV).',
    keywords: ['profile', 'alignment', 'climb', 'evacuation', '縦断図', '避難路', '浸水', '高低差'],
    inputs: inputsOf(ProfileInputs),
    result: ProfileResult,
    files: ['text/csv', 'image/svg+xml', 'application/zip', 'image/vnd.dxf', 'application/pdf'],
    example: {
      alignment: { points: DEMO_ROAD },
      crs: 'EPSG:6676',
      surfaces: [{ collection: 'before' }, { collection: 'after' }],
      pitchM: 20,
      waterLevelM: 193,
    },
    check: (request) => {
      parseProfileRequest(request);
    },
    run: (pool, input, options) => pool.run('cut-profile', input, options),
  },
  {
    id: 'alignment',
    version: '1.0.0',
    title: 'Checks along a road',
    description:
      'Along an alignment on measured ground: longitudinal gradient and cross falls at stations with their standard errors, one-sided ' +
      'falls recognised, and the clearance of overhead wires over the carriageway, span by span; each held against limits like those ' +
      'of the road structure ordinance (道路構造令), or your own. Where there is too little ground the verdict is unknown.',
    keywords: [
      'road',
      'gradient',
      'cross fall',
      'clearance',
      'wires',
      '縦断勾配',
      '横断勾配',
      '片勾配',
      '架空線',
      '建築限界',
    ],
    inputs: inputsOf(AlignmentChecksInputs),
    result: AlignmentChecksResult,
    example: {
      alignment: { points: DEMO_ROAD },
      crs: 'EPSG:6676',
      surface: { collection: 'before' },
      pitchM: 20,
      halfWidthM: 3,
      designSpeedKmh: 40,
    },
    check: (request) => {
      parseAlignmentChecksRequest(request);
    },
    run: (pool, input, options) => pool.run('check-alignment', input, options),
  },
  {
    id: 'report',
    version: '1.0.0',
    title: 'Report',
    description:
      'Measures a volume or the sections of an alignment and lays the result out as a PDF: picture, key plan, tables, method, data, ' +
      'datum, warnings, licences, the hash of the request.',
    keywords: ['report', 'PDF', '報告書'],
    inputs: inputsOf(ReportInputs),
    result: { type: 'string', contentMediaType: 'application/pdf', contentEncoding: 'binary' },
    files: ['application/pdf'],
    example: {
      process: 'cut-fill-volume',
      inputs: {
        area: { type: 'Polygon', coordinates: [DEMO_RING] },
        crs: 'EPSG:6676',
        existing: { collection: 'before' },
        compared: { collection: 'after' },
      },
      lang: 'ja',
    },
    check: (request) => {
      parseReportRequest(request);
    },
    run: (pool, input, options) => pool.run('make-report', input, options),
  },
  {
    id: 'board',
    version: '1.0.0',
    title: 'Board',
    description:
      'One to four pictures with their words on an A3 sheet (PDF), with a key plan of the data and the directions of view, and the ' +
      'sources with their licences. Simulated pictures are marked.',
    keywords: ['board', 'poster', 'PDF', 'パネル', '景観', '住民説明'],
    inputs: inputsOf(BoardInputs),
    result: { type: 'string', contentMediaType: 'application/pdf', contentEncoding: 'binary' },
    files: ['application/pdf'],
    example: { title: '景観検討', collections: ['before'], pictures: [{ jpeg: DEMO_PICTURE, title: '現況' }] },
    check: (request) => {
      parseBoardRequest(request);
    },
    run: (pool, input, options) => pool.run('make-board', input, options),
  },
];
