/** Projects: named collections of measurements, views, notes and photos. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { projectReader } from '../access/project-reader.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { expectedVersion, versionTag } from '../http/expected-version.ts';
import { baseUrl, GEOJSON_TYPE, JSON_TYPE, link } from '../links.ts';
import { jsonParser } from '../plugins/json-bodies.ts';
import { checkContent } from '../projects/check-entry.ts';
import { mayManage, mayWriteTo } from '../projects/project-access.ts';
import { projectGeoJson, type ReadEntry, readProjectGeoJson } from '../projects/project-geojson.ts';
import type { Entry, NewEntry, Project } from '../projects/repository.ts';
import { jsonOf, NoQuery, problems } from '../schemas/common.ts';
import {
  EntryBody,
  type EntryView,
  ExportQuery,
  ImportSchema,
  ProjectBody,
  ProjectParams,
  ProjectSchema,
  ProjectsSchema,
  type ProjectView,
  WholeProjectSchema,
} from '../schemas/projects.ts';

const TAGS = { tags: ['Projects'] };
/** What others' pages may not read: notes and photos are no open data. */
export const OWN = { config: { cors: false as const } };
export const PRIVATE = 'private, no-cache';
const IMPORT_BYTES = 64 * 2 ** 20;
/** Embedded pictures of one export; base64 makes a third more of them. */
const EMBED_BYTES = 40 * 2 ** 20;

export function projectRoutes(app: App, services: Services): void {
  const { config, projects, verifier } = services;
  app.get(
    '/api/projects',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Projects that this server keeps, and whether it takes changes',
        querystring: NoQuery,
        response: { 200: ProjectsSchema, ...problems(400) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', PRIVATE);
      const limits = {
        projects: config.projects,
        entriesPerProject: config.projectEntries,
        entryBytes: config.projectEntryBytes,
        pictureBytes: config.projectPictureBytes,
        totalBytes: config.projectTotalBytes,
      };
      return {
        projects: projects
          .reading()
          .list(projectReader(request))
          .map((one) => shownProject(one, request)),
        writable: request.asker.rights.includes('write'),
        limits,
      };
    },
  );
  app.post(
    '/api/projects',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Make a project',
        body: ProjectBody,
        response: { 201: ProjectSchema, ...problems(400, 403, 413, 503) },
      },
    },
    async (request, reply) => {
      const made = projects.writing().create(projectReader(request), plainLine(request.body.name));
      reply.code(201).header('location', `${baseUrl(request, config)}/api/projects/${made.id}`);
      reply.header('etag', versionTag(made.version));
      return shownProject(made, request);
    },
  );
  app.get(
    '/api/projects/:pid',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'A project and its entries; the ETag counts changes of both',
        params: ProjectParams,
        querystring: NoQuery,
        response: { 200: WholeProjectSchema, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const repository = projects.reading();
      const project = repository.read(projectReader(request), request.params.pid);
      const head = { etag: versionTag(project.version), contentType: JSON_TYPE, cacheControl: PRIVATE };
      const answered = answerCondition(request, reply, head, { isWeak: true });
      if (answered) return answered;
      const self = `${baseUrl(request, config)}/api/projects/${project.id}`;
      return reply.send({
        ...shownProject(project, request),
        entries: repository.entries(projectReader(request), project.id).map(shownEntry),
        links: [link('self', self), link('alternate', `${self}/export.geojson`, GEOJSON_TYPE)],
      });
    },
  );
  app.put(
    '/api/projects/:pid',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Rename a project; If-Match names the version that was read',
        params: ProjectParams,
        body: ProjectBody,
        response: { 200: ProjectSchema, ...problems(400, 403, 404, 412, 428, 503) },
      },
    },
    async (request, reply) => {
      const { pid } = request.params;
      const name = plainLine(request.body.name);
      const renamed = projects.writing().rename(projectReader(request), pid, name, expectedVersion(request));
      reply.header('etag', versionTag(renamed.version));
      return shownProject(renamed, request);
    },
  );
  app.delete(
    '/api/projects/:pid',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Delete a project with everything in it',
        params: ProjectParams,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(400, 403, 404, 412, 428, 503) },
      },
    },
    async (request, reply) => {
      projects.writing().remove(projectReader(request), request.params.pid, expectedVersion(request));
      void projects.sweep();
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/projects/:pid/export.geojson',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'The project as GeoJSON (RFC 7946); importing it brings everything back',
        params: ProjectParams,
        querystring: ExportQuery,
        response: { 200: jsonOf('FeatureCollection', GEOJSON_TYPE), ...problems(400, 404, 413) },
      },
    },
    async (request, reply) => {
      const repository = projects.reading();
      const project = repository.read(projectReader(request), request.params.pid);
      const entries = repository.entries(projectReader(request), project.id);
      const embeds = request.query.pictures === 'embed';
      const bytes = entries.reduce((sum, { picture }) => sum + (picture?.sizeBytes ?? 0), 0);
      if (embeds && bytes > EMBED_BYTES) {
        throw problem('LIMIT', `pictures: expected at most ${EMBED_BYTES} bytes in one file, seen ${bytes}`);
      }
      const whole = await Promise.all(
        entries.map(async (entry) => ({
          entry,
          computed: entry.process === null ? null : repository.computed(projectReader(request), project.id, entry.id),
          picture: embeds && entry.picture ? await projects.pictures.read(entry.picture).catch(() => null) : null,
        })),
      );
      const document = projectGeoJson(project, whole, new Date().toISOString());
      return reply
        .type(GEOJSON_TYPE)
        .headers({ 'cache-control': PRIVATE, 'content-disposition': `attachment; filename="${project.id}.geojson"` })
        .send(JSON.stringify(document));
    },
  );
  app.register(async (scope) => {
    scope.addContentTypeParser(GEOJSON_TYPE, { parseAs: 'string' }, jsonParser(app));
    scope.post(
      '/api/projects/:pid/import',
      {
        ...OWN,
        bodyLimit: IMPORT_BYTES,
        schema: {
          ...TAGS,
          summary: 'Add the entries of a GeoJSON file, all or none',
          description: `Features of an export bring everything back; those of other programs become notes and measurements. At most ${IMPORT_BYTES / 2 ** 20} MiB.`,
          params: ProjectParams,
          body: Type.Unsafe<unknown>(Type.Object({}, { additionalProperties: true, description: 'FeatureCollection' })),
          response: { 201: ImportSchema, ...problems(400, 403, 404, 413, 415, 422, 503) },
        },
      },
      async (request, reply) => {
        const { pid } = request.params as { pid: string };
        const read = readProjectGeoJson(request.body);
        if (read.length > config.projectEntries) {
          throw problem('LIMIT', `features: expected at most ${config.projectEntries}, seen ${read.length}`);
        }
        // known before a picture is written
        projects.writing().writable(projectReader(request), pid);
        for (const entry of read) checkRead(entry);
        const entries = await Promise.all(read.map((entry) => withPicture(entry)));
        const added = projects.writing().addEntries(projectReader(request), pid, entries);
        reply.code(201);
        const picturesMissing = read.filter(({ picture }, index) => picture && !entries[index]?.picture).length;
        return { entries: added.map(shownEntry), picturesMissing };
      },
    );
  });

  function checkRead({ content, computed }: ReadEntry): void {
    checkContent(content);
    const validate = app.validatorCompiler;
    const body = { ...content, ...(computed ? { computed } : {}) };
    const outcome = validate?.({ schema: EntryBody, method: 'POST', url: '', httpPart: 'body' })(body);
    const isWrong = outcome === false || (typeof outcome === 'object' && outcome !== null && 'error' in outcome);
    if (isWrong) throw problem('FORMAT', `${content.name}: expected the members of an entry in properties.tengun`);
    if (computed) verifier.assertVerifiable(computed);
  }

  async function withPicture({ content, computed, picture }: ReadEntry): Promise<NewEntry> {
    if (picture?.bytes) {
      assertPictureSize(picture.bytes.length, config.projectPictureBytes);
      return { content, computed, picture: await projects.pictures.keep(picture.bytes) };
    }
    const isHere = picture !== null && (await projects.pictures.has(picture.known.sha256));
    if (!isHere || !picture) return { content, computed, picture: null };
    // what the file says of it is not believed
    return { content, computed, picture: await projects.pictures.keep(await projects.pictures.read(picture.known)) };
  }
}

/** @throws {HttpProblem} LIMIT */
export function assertPictureSize(seen: number, limit: number): void {
  if (seen > limit) throw problem('LIMIT', `picture: expected at most ${limit} bytes, seen ${seen}`);
}

/** A project as whoever asks sees it. */
export function shownProject(project: Project, request: FastifyRequest): ProjectView {
  const { owner: _, access, ...shown } = project;
  const who = projectReader(request);
  const hasRight = request.asker.rights.includes('write');
  const visibility = access?.visibility ?? 'public';
  const isShared = mayWriteTo(who, project);
  // who may look, like everybody else, is not told how the owner's office is divided
  const groups = visibility === 'group' || isShared ? (access?.groups ?? []) : [];
  return {
    ...shown,
    visibility,
    groups: [...groups],
    mayWrite: hasRight && isShared,
    mayManage: hasRight && mayManage(who, project),
  };
}

/** An entry as clients see it. */
export function shownEntry({ owner: _, project, picture, ...entry }: Entry): EntryView {
  const href = `/api/projects/${project}/entries/${entry.id}/picture`;
  return { ...entry, picture: picture ? { href: `${href}?v=${picture.sha256.slice(0, 16)}`, ...picture } : null };
}

/** One line without the characters that only terminals understand, or that turn the direction of writing. */
export function plainLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') throw problem('INVALID_INPUT', 'name: expected a text that can be seen');
  return line;
}
