import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#core/contract/canonical-json.ts';
import { parseCrossSectionRequest } from '#core/contract/cross-section.ts';
import { parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import { RequestError } from '#core/errors.ts';

const area = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ],
};
const existing = { collection: 'before', classes: [2] };
const compared = { collection: 'after' };
const volume = (changes: object = {}, envelope: object = {}) => ({
  inputs: { area, existing, compared, ...changes },
  ...envelope,
});

/** The path and the message of what a request is refused for. */
function faultOf(parse: () => unknown): [unknown, string] {
  try {
    parse();
  } catch (error) {
    if (error instanceof RequestError && error.code === 'INVALID_INPUT') return [error.details.path, error.message];
    throw error;
  }
  throw new Error('the request was taken');
}

describe('parseCutFillRequest', () => {
  it('fills the defaults in and leaves the rest alone', () => {
    expect(parseCutFillRequest(volume({ cellSizeM: 1 }, { response: 'document' }))).toEqual({
      area,
      existing,
      compared,
      method: 'grid',
      sampling: 'tin',
      cellSizeM: 1,
      maxEdgeM: 5,
      stationPitchM: 5,
      differenceGrid: false,
      contourIntervalM: 0.1,
      purpose: 'estimate',
      rounding: 'sheet',
    });
  });

  it('takes every form of a surface', () => {
    const forms = [
      { collection: 'a', items: ['x'], classes: [2, 8], sensors: ['lp'] },
      { grid: 'upload' },
      { design: 'upload' },
      { plane: { elevationM: 12.5 } },
      { plane: { fit: 'mean' } },
      { plane: { point: [1, 2, 3], dipDeg: 3, azimuthDeg: 90 } },
    ];
    for (const form of forms) expect(parseCutFillRequest(volume({ compared: form })).compared).toEqual(form);
    const multi = { type: 'MultiPolygon', coordinates: [area.coordinates] };
    expect(parseCutFillRequest(volume({ area: multi })).area).toEqual(multi);
  });

  const faults: [string, unknown, string, RegExp][] = [
    ['no object', 'text', '', /expected a JSON object/],
    ['no inputs', {}, 'inputs', /is missing/],
    ['an unknown field around the inputs', volume({}, { foo: 1 }), 'foo', /is not known/],
    ['an unknown response', volume({}, { response: 'xml' }), 'response', /"raw" or "document", got "xml"/],
    ['a missing area', { inputs: { existing, compared } }, 'inputs.area', /is missing/],
    ['an unknown input', volume({ cell: 1 }), 'inputs.cell', /is not known; expected area, areas, crs/],
    ['a point as area', volume({ area: { type: 'Point', coordinates: [0, 0] } }), 'inputs.area', /"type": "Polygon"/],
    [
      'a position of one number',
      volume({ area: { type: 'Polygon', coordinates: [[[0]]] } }),
      'inputs.area.coordinates[0][0]',
      /2/,
    ],
    [
      'text in a position',
      volume({ area: { type: 'Polygon', coordinates: [[[0, '1']]] } }),
      'inputs.area.coordinates[0][0][1]',
      /number, got "1"/,
    ],
    [
      'a misspelt collection',
      volume({ compared: { colection: 'x' } }),
      'inputs.compared',
      /{"collection"} or {"plane"} or {"grid"} or {"design"}/,
    ],
    [
      'a field that its form of surface does not have',
      volume({ compared: { collection: 'x', class: [2] } }),
      'inputs.compared.class',
      /is not known/,
    ],
    [
      'a class above 255',
      volume({ compared: { collection: 'x', classes: [2, 256] } }),
      'inputs.compared.classes[1]',
      /255/,
    ],
    ['no class at all', volume({ compared: { collection: 'x', classes: [] } }), 'inputs.compared.classes', /1/],
    [
      'a plane of text',
      volume({ compared: { plane: { elevationM: '3' } } }),
      'inputs.compared.plane.elevationM',
      /number/,
    ],
    [
      'a steep plane',
      volume({ compared: { plane: { point: [1, 2, 3], dipDeg: 90, azimuthDeg: 0 } } }),
      'inputs.compared.plane.dipDeg',
      /90/,
    ],
    [
      'an unknown fit',
      volume({ compared: { plane: { fit: 'best' } } }),
      'inputs.compared.plane.fit',
      /one of "boundary", "lowest"/,
    ],
    ['an unknown method', volume({ method: 'magic' }), 'inputs.method', /one of "grid", .* got "magic"/],
    ['cells of no size', volume({ cellSizeM: 0 }), 'inputs.cellSizeM', /0\.01/],
    ['no limit on edges', volume({ maxEdgeM: -1 }), 'inputs.maxEdgeM', /> 0/],
  ];
  for (const [name, body, path, message] of faults) {
    it(`refuses ${name} and says where`, () => {
      const [at, text] = faultOf(() => parseCutFillRequest(body));
      expect(at).toBe(path);
      expect(text).toMatch(message);
    });
  }
});

describe('parseCrossSectionRequest', () => {
  const line = {
    type: 'LineString',
    coordinates: [
      [0, 0],
      [1, 1],
    ],
  };

  it('fills the defaults in', () => {
    expect(parseCrossSectionRequest({ inputs: { line, surfaces: [compared] } })).toEqual({
      line,
      surfaces: [compared],
      widthM: 0.5,
      stepM: 0.25,
      maxEdgeM: 5,
      simplifyM: 0.02,
      points: true,
      maxPoints: 200_000,
      format: 'json',
      lang: 'ja',
    });
  });

  it('refuses what is no line, no surface or no number and says where', () => {
    const parse = (changes: object) => () =>
      parseCrossSectionRequest({ inputs: { line, surfaces: [compared], ...changes } });
    expect(faultOf(parse({ line: area }))[0]).toBe('inputs.line.type');
    expect(parse({ surfaces: [compared, { plane: { elevationM: 1 } }] })().surfaces).toHaveLength(2);
    expect(faultOf(parse({ surfaces: [compared, { plain: 1 }] }))[0]).toBe('inputs.surfaces[1]');
    expect(faultOf(parse({ widthM: 0 }))[0]).toBe('inputs.widthM');
    expect(faultOf(parse({ maxPoints: 1.5 }))[0]).toBe('inputs.maxPoints');
    expect(faultOf(parse({ points: 'yes' }))[0]).toBe('inputs.points');
  });
});

describe('canonicalJson', () => {
  it('is the same text for equal values, whatever the order of their keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });

  it('keeps the order of arrays and every digit of numbers', () => {
    expect(canonicalJson([2, 1, 0.1 + 0.2])).toBe('[2,1,0.30000000000000004]');
  });
});
