/** OGC API Processes 1.0: what can be measured, and doing it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError, UnsupportedError } from '#core/errors.ts';
import { type FileResult, isDiskFileResult, isFileResult } from '#worker/file-result.ts';
import { assertRight } from '../access/access-plugin.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { ClientGoneError, clientGone } from '../http/client-gone.ts';
import { assertOwnPage } from '../http/own-page.ts';
import { baseUrl, JSON_TYPE, link, withQuery } from '../links.ts';
import { PageQuery, pageOf } from '../processes/job-filter.ts';
import type { JobFile, JobHandle } from '../processes/job-registry.ts';
import { overallProgress } from '../processes/overall-progress.ts';
import type { ProcessDefinition } from '../processes/process-runner.ts';
import { bytesTag, type ResultFile } from '../results/result-files.ts';
import { answerLargeFile } from '../results/send-result.ts';
import { jsonOf, problems } from '../schemas/common.ts';
import { ExecuteBody, ProcessListSchema, ProcessParams, ProcessSchema, StatusSchema } from '../schemas/processes.ts';
import { fileDocument, jobStatus } from './jobs.ts';

const EXECUTE_REL = 'http://www.opengis.net/def/rel/ogc/1.0/execute';

interface Execution {
  readonly inputs: Record<string, unknown>;
  readonly isDocument: boolean;
}

export function processRoutes(app: App, services: Services): void {
  const { config, processes } = services;
  app.get(
    '/api/processes',
    {
      schema: {
        tags: ['Processes'],
        summary: 'All processes',
        querystring: PageQuery,
        response: { 200: ProcessListSchema, ...problems(400) },
      },
    },
    (request) => {
      const base = baseUrl(request, config);
      const mayWrite = request.asker.rights.includes('write');
      const offered = processes.definitions.filter(({ writes }) => mayWrite || !writes);
      const { page, next } = pageOf(offered, request.query);
      const self = `${base}/api/processes`;
      return {
        processes: page.map((definition) => summaryOf(base, definition)),
        links: [
          link('self', withQuery(self, request.query)),
          link('root', `${base}/api`),
          ...(next === null ? [] : [link('next', withQuery(self, { ...request.query, offset: next }))]),
        ],
      };
    },
  );
  app.get(
    '/api/processes/:pid',
    {
      schema: {
        tags: ['Processes'],
        summary: 'A process: its inputs and its result',
        params: ProcessParams,
        response: { 200: ProcessSchema, ...problems(404) },
      },
    },
    (request) => {
      const definition = processes.find(request.params.pid);
      return {
        ...summaryOf(baseUrl(request, config), definition),
        inputs: definition.inputs,
        outputs: { result: outputOf(definition) },
      };
    },
  );
  app.post(
    '/api/processes/:pid/execution',
    {
      bodyLimit: config.executionBytes,
      schema: {
        tags: ['Processes'],
        summary: 'Run a process; with `Prefer: respond-async` as a job',
        params: ProcessParams,
        body: ExecuteBody,
        response: {
          200: jsonOf(
            'The result, or {"result": …} with "response": "document"; of processes that make files also those',
            JSON_TYPE,
          ),
          201: StatusSchema,
          ...problems(400, 403, 404, 413, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const definition = processes.find(request.params.pid);
      const { inputs, outputs, response = 'raw', subscriber } = request.body;
      if (subscriber !== undefined) throw new UnsupportedError('subscriber (callbacks); poll the job instead');
      checkOutputs(outputs);
      if (definition.writes) {
        request.auditTarget = definition.id;
        assertRight(request.asker, 'write', services.accountService);
        assertOwnPage(request, config);
      }
      definition.check({ inputs });
      const execution = { inputs, isDocument: response === 'document' };
      if (prefersAsync(request)) return startJob(request, reply, services, definition, execution);
      return await answerNow(request, reply, services, definition, execution);
    },
  );
}

async function answerNow(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  definition: ProcessDefinition,
  { inputs, isDocument }: Execution,
): Promise<FastifyReply> {
  const { config, processes, resultFiles } = services;
  const gone = clientGone(reply);
  const room = resultFiles.room();
  const timeout = AbortSignal.timeout(config.syncTimeoutMs);
  try {
    const result = await processes.run(definition, inputs, {
      asker: request.asker,
      signal: AbortSignal.any([gone, timeout]),
      onProgress: () => undefined,
      room,
      isJob: false,
    });
    if (isDiskFileResult(result)) {
      const file = await resultFiles.keep(result, room);
      if (isDocument) return answerByReference(request, reply, services, definition, inputs, file);
      reply.raw.once('finish', () => services.downloads.sent(definition.id, inputs));
      return await answerLargeFile(request, reply, file, () => resultFiles.remove(file));
    }
    const base = baseUrl(request, config);
    if (isFileResult(result)) {
      return await answerFile(request, reply, services, definition, { inputs, isDocument }, result);
    }
    return reply.type(JSON_TYPE).send(resultText(await keep(services, base, definition, inputs, result), isDocument));
  } catch (error) {
    await room.discard();
    if (timeout.aborted && !(error instanceof ClientGoneError)) {
      const seconds = config.syncTimeoutMs / 1000;
      throw problem('TIMEOUT', `not done after ${seconds} s: run it as a job, with the header "Prefer: respond-async"`);
    }
    throw error;
  }
}

/** The file itself; or a document with a link to it, which holds as long as a job would be kept. */
async function answerFile(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  definition: ProcessDefinition,
  { inputs, isDocument }: Execution,
  result: FileResult,
): Promise<FastifyReply> {
  if (isDocument) {
    return answerByReference(request, reply, services, definition, inputs, await services.resultFiles.save(result));
  }
  reply.raw.once('finish', () => services.downloads.sent(definition.id, inputs));
  const { bytes, mediaType, fileName } = result;
  return reply
    .headers({
      etag: bytesTag(bytes),
      'content-length': bytes.length,
      'content-disposition': `inline; filename="${fileName}"`,
    })
    .type(mediaType)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function answerByReference(
  request: FastifyRequest,
  reply: FastifyReply,
  { config, jobs, downloads }: Services,
  { id }: ProcessDefinition,
  inputs: Record<string, unknown>,
  file: ResultFile,
): FastifyReply {
  downloads.made(id, inputs, file);
  const job = jobs.keepFile(id, request.asker.key, { file, isDocument: true });
  return reply.type(JSON_TYPE).send(fileDocument(baseUrl(request, config), job.id, file));
}

function startJob(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  definition: ProcessDefinition,
  { inputs, isDocument }: Execution,
): FastifyReply {
  const { config, jobs, processes, resultFiles } = services;
  const base = baseUrl(request, config);
  const { asker } = request;
  const work = async ({ signal, started, progress }: JobHandle): Promise<string | JobFile> => {
    const onProgress = overallProgress(progress);
    const room = resultFiles.room();
    try {
      const options = { asker, signal, onProgress, room, isJob: true };
      const result = await processes.run(definition, inputs, options, started);
      if (isDiskFileResult(result) || isFileResult(result)) {
        const file = isDiskFileResult(result) ? await resultFiles.keep(result, room) : await resultFiles.save(result);
        services.downloads.made(definition.id, inputs, file);
        return { file, isDocument };
      }
      return resultText(await keep(services, base, definition, inputs, result), isDocument);
    } catch (error) {
      await room.discard();
      throw error;
    }
  };
  const job = jobs.start(definition.id, asker.key, work);
  return reply
    .code(201)
    .header('location', `${base}/api/jobs/${job.id}`)
    .header('preference-applied', 'respond-async')
    .send(jobStatus(base, job));
}

/** Keeps a result under its hash and tells the link to it. What a process wrote is kept in the store itself. */
async function keep(
  { results }: Services,
  base: string,
  { id, writes }: ProcessDefinition,
  inputs: Record<string, unknown>,
  result: unknown,
): Promise<unknown> {
  const hash = writes ? null : await results.keep(id, inputs, result);
  if (hash === null || typeof result !== 'object' || result === null) return result;
  return { ...result, links: [link('self', `${base}/api/results/${hash}`)] };
}

function resultText(result: unknown, isDocument: boolean): string {
  return JSON.stringify(isDocument ? { result } : result);
}

/** RFC 7240: a list of preferences, each with parameters. */
function prefersAsync(request: FastifyRequest): boolean {
  const header = [request.headers.prefer ?? ''].flat().join(',');
  return header.split(',').some((preference) => preference.split(';')[0]?.trim().toLowerCase() === 'respond-async');
}

function checkOutputs(outputs: Record<string, unknown> | undefined): void {
  const other = Object.keys(outputs ?? {}).find((name) => name !== 'result');
  if (other === undefined) return;
  throw new RequestError('INVALID_INPUT', `outputs: expected result only, seen ${JSON.stringify(other.slice(0, 80))}`);
}

function outputOf({ result, files }: ProcessDefinition): object {
  const asFile = files ? { description: `JSON; or a file where the inputs ask for one: ${files.join(', ')}` } : {};
  return { title: 'Result', ...asFile, schema: result };
}

function summaryOf(base: string, { id, version, title, description, keywords, files }: ProcessDefinition) {
  const self = `${base}/api/processes/${id}`;
  return {
    id,
    version,
    title,
    description,
    keywords: [...keywords],
    jobControlOptions: ['sync-execute', 'async-execute', 'dismiss'],
    outputTransmission: files ? ['value', 'reference'] : ['value'],
    links: [link('self', self), link(EXECUTE_REL, `${self}/execution`)],
  };
}
