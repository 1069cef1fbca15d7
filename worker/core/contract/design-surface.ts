/** Request and result of the process `design-surface`. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { AlignmentInput } from './alignment-input.ts';
import { Area, CrsName, Line } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { Surface } from './surface-input.ts';

const Ratio = (description: string) => Type.Optional(Type.Number({ minimum: 0.05, maximum: 20, description }));
const Volume = Type.Number({ exclusiveMinimum: 0, maximum: 1e9 });

const PadSlope = Type.Object(
  {
    fallPercent: Type.Number({ minimum: 0, maximum: 100, description: 'Metres down for 100 m' }),
    azimuthDeg: Type.Number({ description: 'Where the pad falls to, clockwise from north' }),
    point: Type.Optional(
      Type.Array(Type.Number(), {
        minItems: 2,
        maxItems: 2,
        description: 'Where the pad has elevationM: [easting, northing]; default: the centroid of the area',
      }),
    ),
  },
  { additionalProperties: false },
);

const Solve = Type.Union([
  Type.Object(
    { balance: Type.Object({ C: Type.Number({ exclusiveMinimum: 0, maximum: 10 }) }, { additionalProperties: false }) },
    { additionalProperties: false, description: 'cut × C = fill' },
  ),
  Type.Object({ fillM3: Volume }, { additionalProperties: false }),
  Type.Object({ cutM3: Volume }, { additionalProperties: false }),
]);

const SectionPoint = Type.Object(
  {
    offsetM: Type.Number({ exclusiveMinimum: 0, maximum: 500, description: 'From the alignment' }),
    heightM: Type.Optional(Type.Number({ minimum: -100, maximum: 100, description: 'Over the profile' })),
    crossFallPercent: Type.Optional(
      Type.Number({ minimum: -1000, maximum: 1000, description: 'Fall from the point before, outwards positive' }),
    ),
  },
  { additionalProperties: false, description: 'With heightM or with crossFallPercent' },
);

const Carriageway = Type.Object(
  {
    left: Type.Optional(Type.Array(SectionPoint, { maxItems: 20 })),
    right: Type.Optional(Type.Array(SectionPoint, { maxItems: 20 })),
  },
  {
    additionalProperties: false,
    description: 'Corners of the section on both sides of the alignment, from it outwards',
  },
);

export const DesignInputs = Type.Object(
  {
    kind: Type.Union([Type.Literal('pad'), Type.Literal('section')]),
    crs: Type.Optional(CrsName),
    existing: Surface,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    area: Type.Optional(Area),
    elevationM: Type.Optional(Type.Number({ minimum: -12_000, maximum: 12_000 })),
    slope: Type.Optional(PadSlope),
    alignment: Type.Optional(
      Type.Union([Line, AlignmentInput], { description: 'A line, or an alignment with its curves and heights' }),
    ),
    profile: Type.Optional(
      Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), {
        minItems: 2,
        maxItems: 2_000,
        description: '[station, height]; default: the third number of the alignment’s positions',
      }),
    ),
    carriageway: Type.Optional(Carriageway),
    solve: Type.Optional(Solve),
    maxHeightM: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'Greatest fill over the ground' }),
    ),
    fillSlope: Ratio('1:n of fill'),
    cutSlope: Ratio('1:n of cut'),
    bermEveryM: Type.Optional(
      Type.Number({
        minimum: 0.5,
        maximum: 100,
        description: 'Height between berms, from the edge; default: no berms',
      }),
    ),
    bermWidthM: Type.Optional(Type.Number({ minimum: 0.1, maximum: 50 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
  },
  { additionalProperties: false },
);

export type DesignInputs = Static<typeof DesignInputs>;

export const DESIGN_DEFAULTS = { fillSlope: 1.8, cutSlope: 1.2, bermWidthM: 1.5, maxEdgeM: 5 } as const;

type WithDefaults<T, K extends keyof T> = Omit<T, K> & { readonly [Name in K]-?: NonNullable<T[Name]> };
export type DesignRequest = WithDefaults<DesignInputs, keyof typeof DESIGN_DEFAULTS | 'name'>;

/** What belongs to the other kind. */
const FOREIGN = {
  pad: ['alignment', 'profile', 'carriageway'],
  section: ['area', 'slope', 'elevationM'],
} as const;
const NEEDED = { pad: ['area'], section: ['alignment', 'carriageway'] } as const;

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseDesignRequest(body: unknown): DesignRequest {
  const inputs: DesignInputs = parseInputs(DesignInputs, body);
  const { kind } = inputs;
  for (const field of FOREIGN[kind]) {
    if (inputs[field] !== undefined) throw invalid(field, `has no meaning for kind "${kind}"`);
  }
  for (const field of NEEDED[kind]) if (inputs[field] === undefined) throw invalid(field, 'is missing');
  if (kind === 'pad' && (inputs.elevationM === undefined) === (inputs.solve === undefined)) {
    throw invalid('elevationM', 'expected either elevationM or solve');
  }
  checkPoints(inputs.carriageway);
  if (inputs.bermWidthM !== undefined && inputs.bermEveryM === undefined) {
    throw invalid('bermEveryM', 'is missing: bermWidthM alone makes no berm');
  }
  const name = inputs.name ?? (kind === 'pad' ? 'Pad' : 'Section');
  return { ...DESIGN_DEFAULTS, name, ...inputs };
}

function checkPoints(carriageway: DesignInputs['carriageway']): void {
  for (const side of ['left', 'right'] as const) {
    carriageway?.[side]?.forEach(({ heightM, crossFallPercent }, i) => {
      if ((heightM === undefined) !== (crossFallPercent === undefined)) return;
      throw invalid(`carriageway.${side}[${i}]`, 'expected either heightM or crossFallPercent');
    });
  }
}

function invalid(field: string, message: string): RequestError {
  const path = `inputs.${field}`;
  return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
}

/** A threshold of the Act on regulation of embankments (盛土規制法), for information. */
export const DesignCheck = Type.Object({
  code: Type.String(),
  limit: Type.Number(),
  value: Type.Number(),
  unit: Type.Union([Type.Literal('m'), Type.Literal('m2')]),
  exceeded: Type.Boolean(),
  message: Type.String(),
});
export type DesignCheck = Static<typeof DesignCheck>;

export const DesignResult = Type.Object({
  surface: Type.String({ description: 'Id of the stored surface' }),
  kind: Type.String(),
  name: Type.String(),
  elevationM: Type.Number({
    description: 'Pad: its elevation where it was asked for. Section: how much the profile was raised',
  }),
  cutM3: Type.Number(),
  fillM3: Type.Number(),
  netM3: Type.Number({ description: 'fill − cut' }),
  footprintAreaM2: Type.Number({ description: 'Platform and slopes in plan' }),
  voidAreaM2: Type.Number({ description: 'Of the footprint, without ground below: in no volume' }),
  toeLengthM: Type.Number({ description: 'Length of the rim that meets the ground' }),
  openRimM: Type.Number({ description: 'Length of the rim where the ground is void' }),
  highestFillM: Type.Number({ description: 'Greatest height over the ground' }),
  deepestCutM: Type.Number(),
  fillSlopeHeightM: Type.Number({ description: 'Greatest height from the platform’s edge down to the toe' }),
  cutSlopeHeightM: Type.Number(),
  triangles: Type.Integer(),
  balance: Type.Optional(
    Type.Object({ C: Type.Number(), differenceM3: Type.Number({ description: 'cut × C − fill' }) }),
  ),
  checks: Type.Array(DesignCheck),
  crs: Type.Union([Type.String(), Type.Null()]),
  maxEdgeM: Type.Number(),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type DesignResult = Static<typeof DesignResult>;
