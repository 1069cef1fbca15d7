/** Request and result of the process `epoch-series`. */
import Type, { type Static } from 'typebox';
import { RequestError } from '#core/errors.ts';
import { Area, CrsName, NamedAreas } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { Surface } from './surface-input.ts';

export const EpochSeriesInputs = Type.Object(
  {
    area: Type.Optional(Area),
    areas: Type.Optional(NamedAreas),
    crs: Type.Optional(CrsName),
    surfaces: Type.Array(Surface, { minItems: 2, maxItems: 20, description: 'In the order of time' }),
    labels: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), { description: 'One a surface; default: their dates or names' }),
    ),
    sampling: Type.Optional(Type.Union([Type.Literal('tin'), Type.Literal('cell-mean')])),
    cellSizeM: Type.Optional(Type.Number({ minimum: 0.01, maximum: 1000 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
  },
  { additionalProperties: false },
);

export type EpochSeriesInputs = Static<typeof EpochSeriesInputs>;
const DEFAULTS = { sampling: 'tin', cellSizeM: 0.5, maxEdgeM: 5 } as const;
export type EpochSeriesRequest = EpochSeriesInputs & Required<Pick<EpochSeriesInputs, keyof typeof DEFAULTS>>;

/** @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit */
export function parseEpochSeriesRequest(body: unknown): EpochSeriesRequest {
  const inputs: EpochSeriesInputs = parseInputs(EpochSeriesInputs, body);
  if ((inputs.area === undefined) === (inputs.areas === undefined)) {
    throw new RequestError('INVALID_INPUT', 'inputs.area: expected it or inputs.areas, one of the two', {
      path: 'inputs.area',
    });
  }
  if (inputs.labels && inputs.labels.length !== inputs.surfaces.length) {
    throw new RequestError(
      'INVALID_INPUT',
      `inputs.labels: expected ${inputs.surfaces.length}, one a surface, got ${inputs.labels.length}`,
      { path: 'inputs.labels' },
    );
  }
  return { ...DEFAULTS, ...inputs };
}

const Interval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });

const Pair = Type.Object({
  from: Type.Integer({ description: 'Number of the earlier epoch, from 0' }),
  to: Type.Integer(),
  cutM3: Type.Number(),
  fillM3: Type.Number(),
  netM3: Type.Number(),
  uncertainty95: Type.Object({ cutM3: Interval, fillM3: Interval, netM3: Interval }),
});

const Step = Type.Object({
  epoch: Type.Integer(),
  placedM3: Type.Number({ description: '盛土量: all fill of the steps so far' }),
  movedM3: Type.Number({ description: '移動量: all cut of the steps so far' }),
  remainingM3: Type.Number({ description: '残存量: net against the first epoch = placed − moved' }),
});

const Totals = {
  areaM2: Type.Number(),
  coveredAreaM2: Type.Number({ description: 'Where every epoch has data: all numbers are of this area' }),
  voidAreaM2: Type.Number(),
  pairs: Type.Array(Pair, { description: 'Every earlier epoch against every later one' }),
  cumulative: Type.Array(Step),
};

export const EpochSeriesResult = Type.Object({
  epochs: Type.Array(
    Type.Object({
      label: Type.String(),
      datetime: Type.Union([Type.String(), Type.Null()]),
      points: Type.Integer(),
    }),
  ),
  ...Totals,
  blocks: Type.Optional(Type.Array(Type.Object({ name: Type.String(), ...Totals }))),
  method: Type.String(),
  sampling: Type.String(),
  cellSizeM: Type.Number(),
  maxEdgeM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()]),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type EpochSeriesResult = Static<typeof EpochSeriesResult>;
