/** Request and result of the process `pipe-check`: cover over buried pipes, and clearances between them, as their ledger has them. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { type CoverRule, PIPE_KINDS, type PipeKind, USUAL_COVER } from '../pipes/pipe.ts';
import { CrsName } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { type PlaneSurface, Surface } from './surface-input.ts';

export const MAX_PIPES = 2_000;
export const MAX_PIPE_VERTICES = 50_000;
/** Of all pipes together, metres. */
export const MAX_PIPES_LENGTH_M = 50_000;

const Kind = Type.Union([
  Type.Literal('water'),
  Type.Literal('sewer'),
  Type.Literal('gas'),
  Type.Literal('power'),
  Type.Literal('telecom'),
  Type.Literal('other'),
]);
const Under = Type.Union([Type.Literal('vehicles'), Type.Literal('elsewhere')], {
  description: 'What the ground over it carries',
});
const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const TextOrNull = Type.Union([Type.String(), Type.Null()]);

const Level = Type.Object(
  {
    reference: Type.Union(
      [Type.Literal('cover'), Type.Literal('axis'), Type.Literal('crown'), Type.Literal('invert')],
      {
        description:
          'What the numbers are of. cover: depth of the outer top below the ground (土被り); else elevations of the axis, the outer top (crown, 管頂高), the inside of the bottom (invert, 管底高)',
      },
    ),
    valuesM: Type.Array(Type.Union([Type.Number({ minimum: -10_000, maximum: 10_000 }), Type.Null()]), {
      minItems: 1,
      maxItems: MAX_PIPE_VERTICES,
      description: 'One for the whole pipe, or one a vertex; null is unknown',
    }),
  },
  { additionalProperties: false },
);

export const PipeInput = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 80 }),
    name: Type.Optional(Type.String({ maxLength: 80 })),
    kind: Kind,
    under: Type.Optional(Under),
    diameterMm: Type.Number({ exclusiveMinimum: 0, maximum: 20_000, description: 'Inner (nominal)' }),
    wallMm: Type.Optional(Type.Number({ minimum: 0, maximum: 2_000, description: 'Thickness of the wall; default 0' })),
    accuracy: Type.Optional(Type.String({ maxLength: 40, description: 'Class of the position, as the ledger has it' })),
    line: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), {
      minItems: 2,
      maxItems: MAX_PIPE_VERTICES,
      description: '[easting, northing] or [lon, lat]',
    }),
    level: Type.Optional(Level),
  },
  { additionalProperties: false },
);
export type PipeInput = Static<typeof PipeInput>;

const Rule = Type.Object(
  {
    vehicles: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    elsewhere: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  },
  { additionalProperties: false },
);

export const PipeCheckInputs = Type.Object(
  {
    surface: Surface,
    crs: Type.Optional(CrsName),
    pipes: Type.Array(PipeInput, { minItems: 1, maxItems: MAX_PIPES }),
    under: Type.Optional(
      Type.Unsafe<Static<typeof Under>>({ ...Under, description: 'Of pipes that do not say; default vehicles' }),
    ),
    requiredCoverM: Type.Optional(
      Type.Partial(Type.Record(Kind, Rule), {
        additionalProperties: false,
        description: `By kind; default ${USUAL_COVER.vehicles} m under vehicles, ${USUAL_COVER.elsewhere} m elsewhere`,
      }),
    ),
    requiredClearanceM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 100, description: 'Between outer surfaces; default 0.3' }),
    ),
    nearM: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 100,
        description:
          'Pipes that do not cross are listed when they come nearer than that in space; default 0.3; 0: none',
      }),
    ),
    intervalM: Type.Optional(
      Type.Number({ minimum: 0.1, maximum: 1_000, description: 'Of the listed stations; default 5' }),
    ),
    depthHolds: Type.Optional(
      Type.Union([Type.Literal('along'), Type.Literal('vertices')], {
        description:
          'A depth below the ground holds everywhere (the pipe follows the ground), or at the vertices (straight between); default along',
      }),
    ),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000 })),
    axes: Type.Optional(
      Type.Boolean({ description: 'Adds the axis of each pipe in space, thinned to 1 cm in height' }),
    ),
  },
  { additionalProperties: false },
);
export type PipeCheckInputs = Static<typeof PipeCheckInputs>;

export const PIPE_CHECK_DEFAULTS = {
  under: 'vehicles',
  requiredClearanceM: 0.3,
  nearM: 0.3,
  intervalM: 5,
  depthHolds: 'along',
  maxEdgeM: 5,
  axes: false,
} as const;

type Defaulted = keyof typeof PIPE_CHECK_DEFAULTS;
export type PipeCheckRequest = Omit<PipeCheckInputs, Defaulted | 'requiredCoverM'> &
  Required<Pick<PipeCheckInputs, Defaulted>> & {
    readonly requiredCoverM: Readonly<Record<PipeKind, CoverRule>>;
  };

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parsePipeCheckRequest(body: unknown): PipeCheckRequest {
  const inputs: PipeCheckInputs = parseInputs(PipeCheckInputs, body);
  const wrong = (field: string, message: string) => {
    const path = `inputs.${field}`;
    return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
  };
  let vertices = 0;
  const ids = new Set<string>();
  for (const [i, { id, line, level }] of inputs.pipes.entries()) {
    vertices += line.length;
    if (vertices > MAX_PIPE_VERTICES) {
      throw wrong('pipes', `expected at most ${MAX_PIPE_VERTICES} vertices in all pipes, got more at pipe ${i + 1}`);
    }
    if (ids.has(id)) throw wrong(`pipes[${i}].id`, `expected an id of its own, got "${id}" again`);
    ids.add(id);
    const count = level?.valuesM.length ?? 1;
    if (count !== 1 && count !== line.length) {
      throw wrong(`pipes[${i}].level.valuesM`, `expected 1 or ${line.length} numbers, one a vertex, got ${count}`);
    }
  }
  if ('plane' in inputs.surface && 'fit' in (inputs.surface as PlaneSurface).plane) {
    throw wrong('surface', 'expected measured ground, a grid or a design, got a fitted plane');
  }
  const rules = inputs.requiredCoverM ?? {};
  const requiredCoverM = Object.fromEntries(
    PIPE_KINDS.map((kind) => [kind, { ...USUAL_COVER, ...rules[kind] }]),
  ) as PipeCheckRequest['requiredCoverM'];
  return { ...PIPE_CHECK_DEFAULTS, ...inputs, requiredCoverM };
}

const Position = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: 'As `crs` says' });

export const PipeVerdict = Type.Union([Type.Literal('ok'), Type.Literal('short'), Type.Literal('unknown')], {
  description: 'unknown (不明): the ledger or the ground does not tell all of it, and what is known is enough',
});
export type PipeVerdict = Static<typeof PipeVerdict>;

const Cover = Type.Object(
  {
    minM: Type.Number({ description: 'Least ground over the outer top; negative where the pipe stands out' }),
    minAtM: Type.Number({ description: 'Its station' }),
    minPosition: Position,
    meanM: Type.Number({ description: 'Over the known length' }),
    knownM: Type.Number({ description: 'Length over which it is known' }),
  },
  { description: 'Exact between the vertices of the pipe and the edges of the ground' },
);

export const CheckedPipe = Type.Object({
  id: Type.String(),
  name: TextOrNull,
  kind: Kind,
  under: Under,
  accuracy: TextOrNull,
  diameterMm: Type.Number(),
  outerDiameterM: Type.Number(),
  lengthM: Type.Number({ description: 'In plan' }),
  levelFrom: Type.Union([
    Type.Literal('cover'),
    Type.Literal('axis'),
    Type.Literal('crown'),
    Type.Literal('invert'),
    Type.Null(),
  ]),
  requiredCoverM: Type.Number(),
  cover: Type.Union([Cover, Type.Null()]),
  unknownM: Type.Number({ description: 'Length over which the cover is not known' }),
  verdict: PipeVerdict,
  short: Type.Array(
    Type.Object({
      fromM: Type.Number(),
      toM: Type.Number(),
      minM: Type.Number(),
      minAtM: Type.Number(),
      position: Position,
    }),
    { description: 'Stretches with less cover than required' },
  ),
  stations: Type.Array(
    Type.Object({
      atM: Type.Number(),
      position: Position,
      groundM: NumberOrNull,
      axisM: NumberOrNull,
      coverM: NumberOrNull,
    }),
  ),
  axis: Type.Optional(
    Type.Array(Type.Array(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 })), {
      description: 'Known parts: positions with elevations',
    }),
  ),
});
export type CheckedPipe = Static<typeof CheckedPipe>;

export const PipeClearance = Type.Object({
  form: Type.Union([Type.Literal('cross'), Type.Literal('overlap'), Type.Literal('near')], {
    description:
      'cross: at a place in plan; overlap: one along over the other; near: nowhere one over the other, the nearest place in space',
  }),
  a: Type.Integer({ description: 'Index into pipes' }),
  b: Type.Integer(),
  position: Position,
  atAM: Type.Number({ description: 'Station on the first pipe' }),
  atBM: Type.Number(),
  lengthM: Type.Number({ description: 'Of an overlap' }),
  axisAM: NumberOrNull,
  axisBM: NumberOrNull,
  upper: Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Null()]),
  clearanceM: Type.Union([Type.Number(), Type.Null()], {
    description: 'Between outer surfaces: straight up, or in space for near; negative where they run into each other',
  }),
  joined: Type.Boolean({ description: 'Pipes of one kind that end in each other: not judged' }),
  verdict: PipeVerdict,
});
export type PipeClearance = Static<typeof PipeClearance>;

export const PipeCheckResult = Type.Object({
  label: Type.Literal('台帳データの照査', {
    description: 'A check of the given data: positions come from ledgers, nothing was surveyed',
  }),
  assumptions: Type.Array(Type.Object({ en: Type.String(), ja: Type.String() })),
  pipes: Type.Array(CheckedPipe, { description: 'In the order of the request' }),
  clearances: Type.Array(PipeClearance),
  counts: Type.Object({
    pipes: Type.Integer(),
    coverShort: Type.Integer(),
    coverUnknown: Type.Integer(),
    clearances: Type.Integer({ description: 'Without joints' }),
    clearanceShort: Type.Integer(),
    clearanceUnknown: Type.Integer(),
  }),
  lengthM: Type.Number(),
  requiredClearanceM: Type.Number(),
  nearM: Type.Number(),
  intervalM: Type.Number(),
  depthHolds: Type.String(),
  maxEdgeM: Type.Number(),
  surface: Type.Object({
    name: Type.String(),
    licences: Type.Array(Type.String()),
    attributions: Type.Array(Type.String()),
  }),
  crs: TextOrNull,
  verticalDatum: TextOrNull,
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type PipeCheckResult = Static<typeof PipeCheckResult>;
