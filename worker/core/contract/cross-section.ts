/** Request and result of the process `cross-section`. */
import Type, { type Static } from 'typebox';
import { CrsName, Line } from './area.ts';
import { SlopeLabel } from './cross-sections.ts';
import { PaperHeader, PaperLanguage } from './paper-header.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { Surface } from './surface-input.ts';

export const CrossSectionInputs = Type.Object(
  {
    line: Line,
    crs: Type.Optional(CrsName),
    widthM: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'Full width of the corridor' }),
    ),
    surfaces: Type.Array(Surface, { minItems: 1, maxItems: 8 }),
    stepM: Type.Optional(Type.Number({ minimum: 0.001, maximum: 1000 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    simplifyM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Largest vertical difference of the simplified lines' }),
    ),
    points: Type.Optional(
      Type.Boolean({ description: 'Whether to return the points of the corridor, of all classes' }),
    ),
    maxPoints: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_000_000 })),
    format: Type.Optional(
      Type.Union([
        Type.Literal('json'),
        Type.Literal('csv'),
        Type.Literal('svg'),
        Type.Literal('dxf'),
        Type.Literal('pdf'),
        Type.Literal('xlsx'),
      ]),
    ),
    labels: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 8, description: 'Names of the surfaces' }),
    ),
    header: Type.Optional(PaperHeader),
    lang: Type.Optional(PaperLanguage),
  },
  { additionalProperties: false },
);

export type CrossSectionInputs = Static<typeof CrossSectionInputs>;

export const SECTION_DEFAULTS = {
  widthM: 0.5,
  stepM: 0.25,
  maxEdgeM: 5,
  simplifyM: 0.02,
  points: true,
  maxPoints: 200_000,
  format: 'json',
  lang: 'ja',
} as const;

/** The inputs with every default filled in; `crs` stays absent when the request leaves it to the collection. */
export type CrossSectionRequest = Required<Omit<CrossSectionInputs, 'crs' | 'labels' | 'header'>> &
  Pick<CrossSectionInputs, 'crs' | 'labels' | 'header'>;

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseCrossSectionRequest(body: unknown): CrossSectionRequest {
  const inputs: CrossSectionInputs = parseInputs(CrossSectionInputs, body);
  return { ...SECTION_DEFAULTS, ...inputs };
}

const Numbers = (description: string) => Type.Array(Type.Number(), { description });

export const CrossSectionResult = Type.Object({
  lengthM: Type.Number(),
  surfaces: Type.Array(
    Type.Object({
      collection: Type.String({ description: 'The collection, or the name of a design, a grid or a plane' }),
      kind: Type.Union([Type.Literal('ground'), Type.Literal('design')]),
      distancesM: Numbers('Along the line from its first vertex'),
      elevationsM: Type.Array(Type.Union([Type.Number(), Type.Null()]), {
        description: 'null where the surface has no data',
      }),
      simplified: Type.Array(Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })), {
        description:
          'Its known parts as [distance, elevation], from the exact line, no vertex more than simplifyM needs',
      }),
      slopes: Type.Array(SlopeLabel, { description: 'Even slopes with their 1:n' }),
    }),
    { description: 'In the order of the request' },
  ),
  areas: Type.Array(
    Type.Object({
      existing: Type.Integer({ description: 'Index into surfaces' }),
      compared: Type.Integer(),
      cutM2: Type.Number({ description: 'Where the compared line lies below the existing one' }),
      fillM2: Type.Number(),
      coveredM: Type.Number({ description: 'Length over which both are known' }),
      voidM: Type.Number(),
    }),
    { description: 'Of every pair of surfaces, from the exact lines' },
  ),
  points: Type.Optional(
    Type.Object({
      distanceM: Numbers('Along the line'),
      offsetM: Numbers('Across the line, right positive'),
      elevationM: Numbers('Height'),
      class: Type.Array(Type.Integer()),
      surface: Type.Array(Type.Integer(), { description: 'Index into surfaces' }),
      total: Type.Integer({ description: 'Points in the corridor' }),
      returned: Type.Integer({ description: 'Points listed here' }),
    }),
  ),
  widthM: Type.Number(),
  stepM: Type.Number(),
  simplifyM: Type.Number(),
  maxEdgeM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()]),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});

export type CrossSectionResult = Static<typeof CrossSectionResult>;
