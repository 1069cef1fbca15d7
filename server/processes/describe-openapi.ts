/** Adds a path for every process to the OpenAPI document: its own inputs and result instead of "an object". */
import type { ProcessDefinition } from './process-runner.ts';

const GENERIC_PATH = '/api/processes/{pid}/execution';

/** The parts of an OpenAPI document that change. */
interface OpenApiDocument {
  readonly paths?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly requestBody: { readonly content: { readonly 'application/json': { readonly schema: BodySchema } } };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface BodySchema {
  readonly properties: Readonly<Record<string, object>>;
}

/** @returns the same document with paths `/api/processes/<id>/execution` after the general one */
export function describeProcesses<D extends OpenApiDocument>(
  document: D,
  definitions: readonly ProcessDefinition[],
): D {
  const generic = document.paths?.[GENERIC_PATH] as { readonly post: Operation } | undefined;
  if (!generic) return document;
  const paths = definitions.map((definition) => [
    GENERIC_PATH.replace('{pid}', definition.id),
    { post: operationOf(generic.post, definition) },
  ]);
  return { ...document, paths: { ...document.paths, ...Object.fromEntries(paths) } };
}

function operationOf(
  generic: Operation,
  { title, description, inputs, result, files = [], example }: ProcessDefinition,
): object {
  const schema = generic.requestBody.content['application/json'].schema;
  const required = Object.keys(inputs).filter((name) => inputs[name]?.minOccurs === 1);
  const properties = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.schema]));
  const body = {
    ...schema,
    properties: { ...schema.properties, inputs: { type: 'object', required, properties, additionalProperties: false } },
  };
  // a result that is a text by its schema is a file always
  const json = 'type' in result && result.type === 'string' ? {} : { 'application/json': { schema: result } };
  return {
    ...generic,
    parameters: [],
    summary: title,
    description,
    requestBody: { required: true, content: { 'application/json': { schema: body, example: { inputs: example } } } },
    responses: {
      ...generic.responses,
      200: {
        description: files.length > 0 ? 'The result, or a file where the inputs ask for one' : 'The result',
        content: { ...json, ...Object.fromEntries(files.map(fileContent)) },
      },
    },
  };
}

function fileContent(mediaType: string): [string, object] {
  return [mediaType, { schema: { type: 'string', format: 'binary' } }];
}
