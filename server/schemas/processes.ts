/** OGC API Processes 1.0: what is sent and answered. */
import { Type } from '@fastify/type-provider-typebox';
import type { JobStatus } from '../processes/job-registry.ts';
import { LinkSchema } from './common.ts';

export const ProcessParams = Type.Object({ pid: Type.String({ maxLength: 100, description: 'Process id' }) });
export const JobParams = Type.Object({ jid: Type.String({ maxLength: 100, description: 'Job id' }) });

export const JobPartParams = Type.Object({
  ...JobParams.properties,
  name: Type.String({
    maxLength: 200,
    description: 'result.sha256, result.zip, README.txt, LICENSE.txt, sources.json',
  }),
});

const summary = {
  id: Type.String(),
  version: Type.String(),
  title: Type.String(),
  description: Type.String(),
  keywords: Type.Array(Type.String()),
  jobControlOptions: Type.Array(Type.String()),
  outputTransmission: Type.Array(Type.String()),
  links: Type.Array(LinkSchema),
};

export const ProcessListSchema = Type.Object({
  processes: Type.Array(Type.Object(summary)),
  links: Type.Array(LinkSchema),
});

export const ProcessSchema = Type.Object({
  ...summary,
  inputs: Type.Record(Type.String(), Type.Unsafe<object>({ type: 'object' })),
  outputs: Type.Record(Type.String(), Type.Unsafe<object>({ type: 'object' })),
});

export const ExecuteBody = Type.Object(
  {
    inputs: Type.Unsafe<Record<string, unknown>>({ type: 'object', description: 'As the process describes them' }),
    outputs: Type.Optional(
      Type.Unsafe<Record<string, unknown>>({ type: 'object', description: 'At most `result`, the one output' }),
    ),
    response: Type.Optional(
      Type.Union([Type.Literal('raw'), Type.Literal('document')], {
        description: 'raw (default): the body is the result; document: {"result": …}',
      }),
    ),
    subscriber: Type.Optional(Type.Unknown({ description: 'Callbacks are not supported' })),
  },
  { additionalProperties: false },
);

export const StatusSchema = Type.Object({
  processID: Type.String(),
  type: Type.Literal('process'),
  jobID: Type.String(),
  status: Type.Unsafe<JobStatus>({
    type: 'string',
    enum: ['accepted', 'running', 'successful', 'failed', 'dismissed'],
  }),
  message: Type.String(),
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  created: Type.String(),
  started: Type.Optional(Type.String()),
  finished: Type.Optional(Type.String()),
  updated: Type.String(),
  links: Type.Array(LinkSchema),
});

export const JobListSchema = Type.Object({ jobs: Type.Array(StatusSchema), links: Type.Array(LinkSchema) });
