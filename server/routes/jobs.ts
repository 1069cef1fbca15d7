/**
 * Jobs of OGC API Processes: status, results, dismissal. Those of a user are his (and an administrator's); of others the ids are secrets,
 * and the list shows those of the same address.
 */
import type { FastifyRequest } from 'fastify';
import { durationText } from '#worker/pipeline/duration-text.ts';
import { type IndexRun, listIndexRuns, type RunProgress } from '#worker/store/index-runs.ts';
import { assertRight } from '../access/access-plugin.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { REVALIDATE } from '../http/cache-control.ts';
import { assertOwnPage } from '../http/own-page.ts';
import { baseUrl, collectionPath, JSON_TYPE, link, withQuery } from '../links.ts';
import { JobQuery, jobFilter, pageOf } from '../processes/job-filter.ts';
import type { Job } from '../processes/job-registry.ts';
import type { ResultFile } from '../results/result-files.ts';
import { sendPart, sendResultFile } from '../results/send-result.ts';
import { bytesOf, jsonOf, problems } from '../schemas/common.ts';
import { JobListSchema, JobParams, JobPartParams, StatusSchema } from '../schemas/processes.ts';

const RESULTS_REL = 'http://www.opengis.net/def/rel/ogc/1.0/results';

type JobRequest = Pick<FastifyRequest, 'asker'> & { readonly params: { readonly jid: string } };

export function jobRoutes(app: App, { config, jobs, uploads, downloads, stores, accountService }: Services): void {
  /** Index runs are seen by everybody who may see what they make; their ids tell nothing else. */
  const runsFor = async ({ store, asker }: FastifyRequest): Promise<IndexRun[]> => {
    const runs = listIndexRuns(config.storeDir);
    const isSeen = await Promise.all(
      runs.map(async ({ collection, visibility }) => {
        if (asker.rights.includes('admin')) return true;
        // the first run of a collection: there is no rule yet but what the run says
        if (
          !(await stores
            .of('all')
            .getCollection(collection)
            .catch(() => null))
        )
          return visibility === 'public';
        return visibility === 'public' && (await store.getCollection(collection).catch(() => null)) !== null;
      }),
    );
    return runs.filter((_, at) => isSeen[at]);
  };
  const jobOf = ({ asker, params }: JobRequest): Job => {
    const { jid } = params;
    const isOwn = ({ owner }: Job) =>
      !owner.startsWith('user ') || owner === asker.key || asker.rights.includes('admin');
    const indexing = uploads.jobs.find(jid);
    return indexing && isOwn(indexing) ? indexing : jobs.get(jid, isOwn);
  };
  app.get(
    '/api/jobs',
    {
      schema: {
        tags: ['Processes'],
        summary: 'Jobs that were started from the same address, newest first; and index runs that are going on',
        querystring: JobQuery,
        response: { 200: JobListSchema, ...problems(400) },
      },
    },
    async (request) => {
      const base = baseUrl(request, config);
      const { query, asker } = request;
      const all = [
        ...(await runsFor(request)).map((run) => runStatus(base, run)),
        ...newestFirst([...uploads.jobs.list(asker.key), ...jobs.list(asker.key)]).map((job) => jobStatus(base, job)),
      ];
      const { page, next } = pageOf(all.filter(jobFilter(query, Date.now())), query);
      const self = `${base}/api/jobs`;
      return {
        jobs: [...page],
        links: [
          link('self', withQuery(self, query)),
          link('root', `${base}/api`),
          ...(next === null ? [] : [link('next', withQuery(self, { ...query, offset: next }))]),
        ],
      };
    },
  );
  const described = (summary: string) => ({
    tags: ['Processes'],
    summary,
    params: JobParams,
    response: { 200: StatusSchema, ...problems(404) },
  });
  app.get('/api/jobs/:jid', { schema: described('Status of a job') }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const base = baseUrl(request, config);
    const run = (await runsFor(request)).find(({ id }) => id === request.params.jid);
    return run ? runStatus(base, run) : jobStatus(base, jobOf(request));
  });
  app.delete('/api/jobs/:jid', { schema: described('Stop a job, or forget its result') }, async (request) => {
    const { id } = jobOf(request);
    const indexing = uploads.jobs.find(id);
    if (!indexing) return jobStatus(baseUrl(request, config), jobs.dismiss(id));
    assertRight(request.asker, 'write', accountService);
    assertOwnPage(request, config);
    // one that has ended is forgotten; its points stay, until the upload is deleted
    if (indexing.finished === null) await uploads.cancel(indexing.upload);
    else uploads.jobs.forget(indexing);
    return jobStatus(baseUrl(request, config), { ...indexing, status: 'dismissed', message: 'dismissed' });
  });
  app.get(
    '/api/jobs/:jid/results',
    {
      schema: {
        ...described('Result of a job, in the form that was asked for when it was started'),
        response: {
          200: jsonOf('The result; one that is a file as that file, with ranges', JSON_TYPE),
          ...problems(400, 404, 410, 412, 413, 416, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const job = finishedJob(jobOf(request));
      if (job.file) {
        const { file, isDocument } = job.file;
        if (!isDocument) return await sendResultFile(request, reply, file, downloads.onResult(file));
        return reply.type(JSON_TYPE).send(fileDocument(baseUrl(request, config), job.id, file));
      }
      return reply.header('cache-control', REVALIDATE).type(JSON_TYPE).send(job.result);
    },
  );
  app.get(
    '/api/jobs/:jid/results/:name',
    {
      schema: {
        ...described('What goes with a large file: its checksum, its README, all in one zip with ranges'),
        params: JobPartParams,
        response: {
          200: bytesOf(
            'result.sha256, result.zip, README.txt, LICENSE.txt, sources.json',
            'text/plain',
            'application/zip',
          ),
          206: bytesOf('A part of the zip', 'application/zip'),
          ...problems(404, 410, 412, 416),
        },
      },
    },
    async (request, reply) => {
      const job = finishedJob(jobOf(request));
      if (job.file) {
        const { file } = job.file;
        return await sendPart(request, reply, file, request.params.name, downloads.onResult(file));
      }
      throw problem('NOT_FOUND', `the result of job ${job.id} is no file: it stands at /api/jobs/${job.id}/results`);
    },
  );
  app.get(
    '/api/jobs/:jid/results/result',
    {
      schema: {
        ...described('The file that a job made, where its result is one'),
        response: {
          200: bytesOf('The file', 'image/tiff', 'image/png'),
          206: bytesOf('A part of it', 'image/tiff', 'image/png'),
          ...problems(404, 410, 412, 416),
        },
      },
    },
    async (request, reply) => {
      const job = finishedJob(jobOf(request));
      if (job.file) return await sendResultFile(request, reply, job.file.file, downloads.onResult(job.file.file));
      throw problem('NOT_FOUND', `the result of job ${job.id} is no file: it stands at /api/jobs/${job.id}/results`);
    },
  );
}

const newestFirst = (all: readonly Job[]): Job[] => all.toSorted((a, b) => b.created - a.created);

/** @throws what the job failed with; {HttpProblem} JOB_DISMISSED, RESULT_NOT_READY */
function finishedJob(job: Job): Job {
  if (job.status === 'failed') throw job.error;
  if (job.status === 'dismissed') throw problem('JOB_DISMISSED', `job ${job.id} was dismissed`);
  if (job.status === 'successful') return job;
  throw problem('RESULT_NOT_READY', `job ${job.id} is ${job.status}, ${job.progress} %`);
}

/** A result by reference. */
export function fileDocument(base: string, jobId: string, { mediaType, title }: ResultFile): object {
  return { result: { href: `${base}/api/jobs/${jobId}/results/result`, type: mediaType, title } };
}

/** The statusInfo document of an index run on the command line. It ends with the run: the collection's report tells the rest. */
function runStatus(base: string, { id, collection, started, updated, progress }: IndexRun) {
  const time = (milliseconds: number) => new Date(milliseconds).toISOString();
  return {
    processID: 'index',
    type: 'process' as const,
    jobID: id,
    status: 'running' as const,
    message: progress ? runMessage(collection, progress) : `${collection}: starting`,
    progress: Math.floor(progress?.percent ?? 0),
    created: time(started),
    started: time(started),
    updated: time(updated),
    links: [link('self', `${base}/api/jobs/${id}`), link('about', `${base}${collectionPath(collection)}/report`)],
  };
}

/** `izu-2019: build 3/40 08NF2330, 6.5 M points, 2.0 M/s, 12 min left` */
function runMessage(collection: string, progress: RunProgress): string {
  const { phase, item, index = 0, count = 1, points, pointsPerSecond, secondsLeft } = progress;
  const millions = (value: number) => (value / 1e6).toFixed(1);
  const parts = [
    `${collection}: ${phase} ${index + 1}/${count}${item ? ` ${item}` : ''}`,
    `${millions(points)} M points`,
    `${millions(pointsPerSecond)} M/s`,
    ...(secondsLeft === null ? [] : [`${durationText(secondsLeft)} left`]),
  ];
  return parts.join(', ');
}

const resultType = ({ file }: Job) => (file && !file.isDocument ? file.file.mediaType : JSON_TYPE);

/** Of a large file: its checksum, what it is, and everything as a zip. */
function parcelLinks(self: string, { file }: Job) {
  if (!file?.file.parcel) return [];
  const part = (rel: string, name: string, type: string, title: string) =>
    link(rel, `${self}/results/${name}`, type, title);
  return [
    part('enclosure', 'result', file.file.mediaType, file.file.fileName),
    part('enclosure', 'result.zip', 'application/zip', 'The file with README, licence and checksum'),
    part('related', 'result.sha256', 'text/plain', 'SHA-256 of the file'),
    part('describedby', 'README.txt', 'text/plain', 'What the file is, from which data, under which terms'),
  ];
}

/** The statusInfo document. */
export function jobStatus(base: string, job: Job) {
  const self = `${base}/api/jobs/${job.id}`;
  const time = (milliseconds: number) => new Date(milliseconds).toISOString();
  const hasResult = job.status === 'successful' || job.status === 'failed';
  return {
    processID: job.processId,
    type: 'process' as const,
    jobID: job.id,
    status: job.status,
    message: job.message,
    progress: job.progress,
    created: time(job.created),
    ...(job.started === null ? {} : { started: time(job.started) }),
    ...(job.finished === null ? {} : { finished: time(job.finished) }),
    updated: time(job.updated),
    links: [
      link('self', self),
      ...(hasResult ? [link(RESULTS_REL, `${self}/results`, resultType(job))] : []),
      ...parcelLinks(self, job),
    ],
  };
}
