/** The processes that cut: sections, profiles, alignments and their papers. */
import { CrossSectionInputs, CrossSectionResult, parseCrossSectionRequest } from '#core/contract/cross-section.ts';
import { CrossSectionsInputs, CrossSectionsResult, parseCrossSectionsRequest } from '#core/contract/cross-sections.ts';
import { DEMO_RING, DEMO_ROAD } from './demo-places.ts';
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
];
