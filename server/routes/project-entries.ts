/** Entries of projects, their pictures, and whether their numbers still hold. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { projectReader } from '../access/project-reader.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { expectedVersion, versionTag } from '../http/expected-version.ts';
import { baseUrl, JSON_TYPE } from '../links.ts';
import { checkContent } from '../projects/check-entry.ts';
import type { Entry, EntryContent } from '../projects/repository.ts';
import { bytesOf, NoQuery, problems } from '../schemas/common.ts';
import {
  EntryBody,
  EntryParams,
  EntrySchema,
  ProjectParams,
  VerificationSchema,
  WholeEntrySchema,
} from '../schemas/projects.ts';
import { assertPictureSize, OWN, PRIVATE, plainLine, shownEntry } from './projects.ts';

const TAGS = { tags: ['Projects'] };
const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const PictureQuery = Type.Object({ v: Type.Optional(Type.String({ maxLength: 64 })) }, { additionalProperties: false });
/** JSON around the texts of an entry. */
const FRAME_BYTES = 4096;

export function projectEntryRoutes(app: App, services: Services): void {
  const { config, projects, verifier } = services;
  const bodyLimit = config.projectEntryBytes + FRAME_BYTES;
  app.post(
    '/api/projects/:pid/entries',
    {
      ...OWN,
      bodyLimit,
      schema: {
        ...TAGS,
        summary: 'Add a measurement, a view, a note or a photo',
        params: ProjectParams,
        body: EntryBody,
        response: { 201: EntrySchema, ...problems(400, 403, 404, 413, 503) },
      },
    },
    async (request, reply) => {
      const { computed = null, ...given } = request.body;
      const content = checked(given);
      if (computed) verifier.assertVerifiable(computed);
      const [entry] = projects
        .writing()
        .addEntries(projectReader(request), request.params.pid, [{ content, computed }]);
      if (!entry) throw problem('INTERNAL', 'the entry was not added');
      const href = `${baseUrl(request, config)}/api/projects/${entry.project}/entries/${entry.id}`;
      return tagged(reply.code(201).header('location', href), entry);
    },
  );
  app.get(
    '/api/projects/:pid/entries/:eid',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'One entry with its stored result',
        params: EntryParams,
        querystring: NoQuery,
        response: { 200: WholeEntrySchema, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { pid, eid } = request.params;
      const repository = projects.reading();
      const entry = repository.entry(projectReader(request), pid, eid);
      const head = { etag: versionTag(entry.version), contentType: JSON_TYPE, cacheControl: PRIVATE };
      const answered = answerCondition(request, reply, head, { isWeak: true });
      if (answered) return answered;
      return reply.send({ ...shownEntry(entry), computed: repository.computed(projectReader(request), pid, eid) });
    },
  );
  app.put(
    '/api/projects/:pid/entries/:eid',
    {
      ...OWN,
      bodyLimit,
      schema: {
        ...TAGS,
        summary: 'Change an entry; If-Match names the version that was read',
        params: EntryParams,
        body: EntryBody,
        response: { 200: EntrySchema, ...problems(400, 403, 404, 412, 413, 428, 503) },
      },
    },
    async (request, reply) => {
      const { pid, eid } = request.params;
      const { computed, ...given } = request.body;
      const change = { content: checked(given), computed };
      if (computed) verifier.assertVerifiable(computed);
      return tagged(
        reply,
        projects.writing().updateEntry(projectReader(request), pid, eid, change, expectedVersion(request)),
      );
    },
  );
  app.delete(
    '/api/projects/:pid/entries/:eid',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Delete an entry',
        params: EntryParams,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(400, 403, 404, 412, 428, 503) },
      },
    },
    async (request, reply) => {
      const { pid, eid } = request.params;
      projects.writing().removeEntry(projectReader(request), pid, eid, expectedVersion(request));
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/projects/:pid/entries/:eid/picture',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'The picture of an entry',
        params: EntryParams,
        querystring: PictureQuery,
        response: { 200: bytesOf('The picture', ...PICTURE_TYPES), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { pid, eid } = request.params;
      const { picture } = projects.reading().entry(projectReader(request), pid, eid);
      if (!picture) throw problem('NOT_FOUND', `entry ${eid} has no picture`);
      const head = { etag: `"${picture.sha256.slice(0, 32)}"`, contentType: picture.type, cacheControl: PRIVATE };
      // a picture is a picture, also for who opens it alone
      reply.headers({ 'cross-origin-resource-policy': 'same-origin', 'content-disposition': 'inline' });
      return answerCondition(request, reply, head) ?? reply.send(await projects.pictures.read(picture));
    },
  );
  app.register(async (scope) => {
    scope.addContentTypeParser(PICTURE_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.put(
      '/api/projects/:pid/entries/:eid/picture',
      {
        ...OWN,
        bodyLimit: config.projectPictureBytes,
        schema: {
          ...TAGS,
          summary: 'Give an entry its picture: PNG, JPEG or WebP',
          params: EntryParams,
          response: { 200: EntrySchema, ...problems(400, 403, 404, 412, 413, 415, 428, 503) },
        },
      },
      async (request, reply) => {
        const { pid, eid } = request.params as { pid: string; eid: string };
        const expected = expectedVersion(request);
        if (!Buffer.isBuffer(request.body)) throw problem('UNSUPPORTED_MEDIA_TYPE', 'expected a picture as the body');
        assertPictureSize(request.body.length, config.projectPictureBytes);
        // an entry that is not there takes no room on the disk
        projects.writing().writable(projectReader(request), pid);
        projects.writing().entry(projectReader(request), pid, eid);
        const picture = await projects.pictures.keep(request.body);
        return tagged(reply, projects.writing().setPicture(projectReader(request), pid, eid, picture, expected));
      },
    );
  });
  app.post(
    '/api/projects/:pid/entries/:eid/verify',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Compute the stored result again and compare it, to the last digit',
        params: EntryParams,
        response: { 200: VerificationSchema, ...problems(400, 404, 503) },
      },
    },
    async (request, reply) => {
      const { pid, eid } = request.params;
      const computed = projects.reading().computed(projectReader(request), pid, eid);
      if (!computed) throw problem('NOT_FOUND', `entry ${eid} has no result of a process`);
      reply.header('cache-control', 'no-store');
      return await verifier.verify(computed, request.asker);
    },
  );
}

function checked({ name, ...rest }: EntryContent): EntryContent {
  return checkContent({ ...rest, name: plainLine(name) });
}

function tagged(reply: FastifyReply, entry: Entry): ReturnType<typeof shownEntry> {
  reply.headers({ etag: versionTag(entry.version), 'cache-control': 'no-store' });
  return shownEntry(entry);
}
