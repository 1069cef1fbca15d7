import { describe, expect, it } from 'vitest';
import { parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import {
  formatStored,
  formatSurface,
  isComplete,
  NO_SURFACE,
  parseStored,
  parseSurface,
  requestSurface,
  type SurfaceChoice,
} from '../../../../viewer/tools/volume/surface-choice.ts';

const ID = '0123456789abcdef0123456789abcdef';
const stored = { id: ID, form: 'design', crs: null, swapXY: false } as const;
const choice = (part: Partial<SurfaceChoice>): SurfaceChoice => ({ ...NO_SURFACE, ...part });

const CHOICES: readonly [text: string, choice: SurfaceChoice, request: unknown][] = [
  ['before', choice({ collection: 'before' }), { collection: 'before', classes: [2] }],
  [
    'izu-2019~sensor:uav~first',
    choice({ collection: 'izu-2019', sensor: 'uav', firstReturns: true }),
    { collection: 'izu-2019', returns: 'first', sensors: ['uav'] },
  ],
  ['plane:-12.5', choice({ kind: 'plane', elevationM: -12.5 }), { plane: { elevationM: -12.5 } }],
  ['fit:boundary', choice({ kind: 'plane', plane: 'boundary' }), { plane: { fit: 'boundary' } }],
  [`design:${ID}`, choice({ kind: 'file', file: stored }), { design: ID }],
  [
    `design:${ID}~crs:EPSG:6676~swap`,
    choice({ kind: 'file', file: { ...stored, crs: 'EPSG:6676', swapXY: true } }),
    { design: ID, crs: 'EPSG:6676', swapXY: true },
  ],
  [`grid:${ID}`, choice({ kind: 'file', file: { ...stored, form: 'grid' } }), { grid: ID }],
  [`made:${ID}`, choice({ kind: 'made', made: stored }), { design: ID }],
];

describe('a surface', () => {
  it.each(CHOICES)('%s is written, read and asked for alike', (text, surface, request) => {
    expect(formatSurface(surface)).toBe(text);
    expect({ ...NO_SURFACE, ...parseSurface(text) }).toEqual(surface);
    expect(requestSurface(surface, [2])).toEqual(request);
    const ring = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    const inputs = {
      area: { type: 'Polygon', coordinates: [ring] },
      existing: requestSurface(surface, [2]),
      compared: { plane: { elevationM: 0 } },
    };
    expect(parseCutFillRequest({ inputs }).existing).toEqual(request);
  });

  it('is not complete without its data, elevation, file or design', () => {
    const open = [choice({}), choice({ kind: 'plane' }), choice({ kind: 'file' }), choice({ kind: 'made' })];
    for (const surface of open) {
      expect(isComplete(surface)).toBe(false);
      expect(formatSurface(surface)).toBeUndefined();
      expect(requestSurface(surface, [2])).toBeNull();
    }
  });

  it('keeps what was chosen for another kind', () => {
    const surface = { ...choice({ collection: 'a', elevationM: 5 }), ...parseSurface(`design:${ID}`) };
    expect(requestSurface({ ...surface, kind: 'plane' }, [2])).toEqual({ plane: { elevationM: 5 } });
    expect(requestSurface({ ...surface, kind: 'collection' }, [2])).toEqual({ collection: 'a', classes: [2] });
  });

  it.each([
    '',
    'a b',
    '../x',
    'plane:',
    'plane:x',
    'plane:1e9',
    'fit:elevation',
    'fit:moon',
    'design:abc',
    `design:${ID}~crs:javascript`,
  ])('refuses %j', (text) => {
    expect(parseSurface(text)).toBeNull();
  });

  it('names a stored one with its corrections', () => {
    expect(parseStored(formatStored({ id: ID, crs: 'OGC:CRS84', swapXY: true }))).toEqual({
      id: ID,
      crs: 'OGC:CRS84',
      swapXY: true,
    });
  });
});
