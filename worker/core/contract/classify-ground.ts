/** Request and result of the process `classify-ground`. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { GROUND_DEFAULTS, type GroundParameters } from '../ground/parameters.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';

const Id = (description: string) => Type.String({ minLength: 1, maxLength: 128, description });
const Length = (minimum: number, maximum: number, description: string) =>
  Type.Optional(Type.Number({ minimum, maximum, description }));

const Parameters = Type.Object(
  {
    cellSizeM: Length(0.1, 20, 'Side of the cells of the lowest-point grid'),
    maxWindowM: Length(1, 200, 'Radius of the largest opening: half the width of the largest building'),
    slope: Length(0.001, 10, 'Rise over run above which something stands out as an object'),
    elevationThresholdM: Length(0.01, 10, 'Distance from the provisional terrain up to which a point is ground'),
    elevationScalingM: Length(0, 10, 'What slope adds to that distance'),
    lowOutlierSlope: Length(0.1, 1000, 'Rise over run below the neighbours that makes a cell a low outlier'),
  },
  { additionalProperties: false, description: 'Of the filter; those not given have their defaults' },
);

export const ClassifyGroundInputs = Type.Object(
  {
    collection: Id('Collection of the source item'),
    item: Id('The item whose points are classified; it stays as it is'),
    targetCollection: Type.Optional(
      Id('Where the derived item goes; default: the name of the collection and "-ground"'),
    ),
    parameters: Type.Optional(Parameters),
  },
  { additionalProperties: false },
);

export type ClassifyGroundInputs = Static<typeof ClassifyGroundInputs>;

/** The inputs with every default filled in. */
export interface ClassifyGroundRequest {
  readonly collection: string;
  readonly item: string;
  readonly targetCollection: string;
  readonly parameters: GroundParameters;
}

/** The largest window takes time with its radius squared: in cells. */
const MAX_WINDOW_CELLS = 200;

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseClassifyGroundRequest(body: unknown): ClassifyGroundRequest {
  const inputs: ClassifyGroundInputs = parseInputs(ClassifyGroundInputs, body);
  const { collection, item, targetCollection = `${collection}-ground` } = inputs;
  const parameters = { ...GROUND_DEFAULTS, ...inputs.parameters };
  const windowCells = parameters.maxWindowM / parameters.cellSizeM;
  if (windowCells > MAX_WINDOW_CELLS) {
    throw new RequestError(
      'INVALID_INPUT',
      `inputs.parameters.maxWindowM: expected at most ${MAX_WINDOW_CELLS} cells, seen ${Math.ceil(windowCells)}`,
      { path: 'inputs.parameters.maxWindowM' },
    );
  }
  return { collection, item, targetCollection, parameters };
}

export const ClassifyGroundResult = Type.Object({
  collection: Type.String(),
  item: Type.String({ description: 'The derived item' }),
  version: Type.String(),
  verdict: Type.Union([Type.Literal('indexed'), Type.Literal('unchanged')], {
    description: 'unchanged: the item was there already, of the same source, parameters and program',
  }),
  points: Type.Integer(),
  groundPoints: Type.Integer(),
  classCounts: Type.Record(Type.String(), Type.Integer()),
  method: Type.String(),
  parameters: Type.Record(Type.String(), Type.Number()),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Unknown()),
});

export type ClassifyGroundResult = Static<typeof ClassifyGroundResult>;
