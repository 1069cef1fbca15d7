/** Many sheets at once: count, points and bytes of what lies in a place, and its files as lists and scripts. */
import { createHash } from 'node:crypto';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LimitError } from '#core/errors.ts';
import { formatInstant } from '#worker/store/date-time.ts';
import { isId } from '#worker/store/ids.ts';
import { type Selection, selectItems } from '#worker/store/select-items.ts';
import { licenceText } from '#worker/store/stac-collection.ts';
import type { Store } from '#worker/store/store.ts';
import type { App, Services } from '../app-types.ts';
import {
  checksumList,
  type DownloadFile,
  FileNames,
  linkList,
  powerShellScript,
  shellScript,
} from '../catalogue/download-scripts.ts';
import { FileFactsReader } from '../catalogue/file-facts.ts';
import {
  type ParsedSelection,
  SELECTION_FORMATS,
  SelectionBody,
  type SelectionFormat,
  SelectionQuery,
  selectionOfBody,
  selectionOfQuery,
} from '../catalogue/selection-request.ts';
import { problem } from '../errors.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { REVALIDATE } from '../http/cache-control.ts';
import { baseUrl, itemPath, JSON_TYPE, link, withQuery } from '../links.ts';
import { bytesOf, problems } from '../schemas/common.ts';
import { VERSION } from '../version.ts';

/** The formats that are files: how they are written, sent and saved. */
const LISTS: Readonly<
  Record<
    Exclude<SelectionFormat, 'json'>,
    { readonly write: (files: readonly DownloadFile[]) => string; readonly type: string; readonly name: string }
  >
> = {
  links: { write: linkList, type: 'text/plain', name: 'links.txt' },
  sha256: { write: checksumList, type: 'text/plain', name: 'SHA256SUMS' },
  sh: { write: shellScript, type: 'text/x-shellscript', name: 'download.sh' },
  ps1: { write: powerShellScript, type: 'text/x-powershell', name: 'download.ps1' },
};

const answers = {
  200: bytesOf(
    'json: count, points, bytes, collections, items, links; otherwise the list or script',
    JSON_TYPE,
    'text/plain',
    'text/x-shellscript',
    'text/x-powershell',
  ),
  ...problems(400, 404, 412, 413),
};

export function selectionRoutes(app: App, services: Services): void {
  const { config } = services;
  const reader = new FileFactsReader();
  const path = '/api/selection';

  const answer = async (request: FastifyRequest, reply: FastifyReply, asked: ParsedSelection, isGet: boolean) => {
    const base = baseUrl(request, config);
    const selection = await selectItems(request.store, asked);
    const count = selection.found.reduce((sum, { matches }) => sum + matches.count, 0);
    if (count > config.selectionItems) {
      throw new LimitError('selection: too many items, ask for a smaller area', {
        limit: config.selectionItems,
        actual: count,
      });
    }
    const files = await filesOf(request.store, selection, reader, base);
    const body = asked.format === 'json' ? '' : LISTS[asked.format].write(files);
    if (asked.format !== 'json') {
      const { type, name } = LISTS[asked.format];
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return send(request, reply, Buffer.from(body), `${type}; charset=utf-8`, isGet);
    }
    const document = await describe(request.store, selection, files, asked);
    const here = (parameters: Record<string, string | number | undefined>) => withQuery(`${base}${path}`, parameters);
    const links = isGet ? linksOf(here, request.query as Record<string, string>, document.next) : [];
    const { next, ...rest } = document;
    const text = JSON.stringify({ ...rest, ...(next === null ? {} : { next }), links });
    return send(request, reply, Buffer.from(text), JSON_TYPE, isGet);
  };

  app.get(
    path,
    {
      schema: {
        tags: ['Data'],
        summary: 'Items in a box or a municipality: totals, files, download scripts',
        querystring: SelectionQuery,
        response: answers,
      },
    },
    (request, reply) => answer(request, reply, selectionOfQuery(request.query), true),
  );
  app.post(
    path,
    {
      schema: {
        tags: ['Data'],
        summary:
          'Items in a box, polygon, municipality or within a distance of a line: totals, files, download scripts',
        body: SelectionBody,
        querystring: Type.Object({}, { additionalProperties: false }),
        response: answers,
      },
    },
    (request, reply) => answer(request, reply, selectionOfBody(request.body), false),
  );
}

interface SelectedFile extends DownloadFile {
  readonly cid: string;
  readonly iid: string;
  readonly points: number;
  readonly datetime: string | null;
}

/** In the order of collections and items. Addresses name the version: what is downloaded in parts is of one file. */
async function filesOf(
  store: Store,
  { found }: Selection,
  reader: FileFactsReader,
  base: string,
): Promise<SelectedFile[]> {
  const rows = found.flatMap(({ cid, matches }) => Array.from(matches.rows, (row) => ({ cid, row, set: matches.set })));
  const names = rows.map(({ cid, set, row }) => ({ cid, iid: set.idAt(row), version: set.versionAt(row) }));
  const facts = await reader.read(store, names);
  const taken = new FileNames();
  return rows.flatMap(({ cid, set, row }, i) => {
    const [one, { iid }] = [facts[i], names[i]!];
    if (!one) return [];
    return [
      {
        cid,
        iid,
        name: taken.take(cid, iid, '.copc.laz'),
        url: `${base}${itemPath(cid, iid)}/data.copc.laz?v=${one.version}`,
        sizeBytes: one.sizeBytes,
        sha256: one.sha256,
        points: set.sumsAt(row).pointCount,
        datetime: set.factsAt(row).timeKnown ? formatInstant(set.startAt(row)) : null,
      },
    ];
  });
}

async function describe(
  store: Store,
  { found, skipped }: Selection,
  files: readonly SelectedFile[],
  { limit, token, municipality }: ParsedSelection,
) {
  const sums = (some: readonly SelectedFile[]) => ({
    count: some.length,
    points: some.reduce((sum, { points }) => sum + points, 0),
    bytes: some.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  });
  const collections = await Promise.all(
    found.map(async ({ cid }) => {
      const collection = await store.getCollection(cid);
      return {
        id: cid,
        title: collection.title,
        ...sums(files.filter((file) => file.cid === cid)),
        license: licenceText(collection),
        attribution: collection.attribution ?? null,
      };
    }),
  );
  const begin = token === undefined ? 0 : positionOf(files, token);
  const page = files.slice(begin, begin + limit);
  const last = page.at(-1);
  return {
    ...sums(files),
    collections,
    ...(skipped.length > 0
      ? { skipped: skipped.map((id) => ({ collection: id, reason: 'geographic coordinates' })) }
      : {}),
    ...(municipality
      ? { place: { label: municipality.label, bbox: municipality.bbox, approximate: municipality.approximate } }
      : {}),
    items: page.map(({ cid, iid, name, url, sizeBytes, sha256, points, datetime }) => ({
      collection: cid,
      id: iid,
      href: url,
      name,
      size: sizeBytes,
      sha256,
      points,
      datetime,
    })),
    next: last && begin + limit < files.length ? `${last.cid}/${last.iid}` : null,
  };
}

/** The first file behind a token's, whether that one is still there or not. */
function positionOf(files: readonly SelectedFile[], token: string): number {
  const [cid = '', iid = '', ...rest] = token.split('/');
  if (rest.length > 0 || !isId(cid) || !isId(iid)) {
    throw problem('INVALID_INPUT', 'token: expected the one that the page before named as next');
  }
  const at = files.findIndex((file) => file.cid > cid || (file.cid === cid && file.iid > iid));
  return at < 0 ? files.length : at;
}

function linksOf(
  here: (parameters: Record<string, string | number | undefined>) => string,
  query: Record<string, string>,
  next: string | null,
) {
  const { token, limit, format, ...place } = query;
  return [
    link('self', here(query)),
    ...(next === null ? [] : [link('next', here({ ...place, limit, token: next }))]),
    ...SELECTION_FORMATS.flatMap((name) =>
      name === 'json' ? [] : [link('alternate', here({ ...place, format: name }), LISTS[name].type, LISTS[name].name)],
    ),
  ];
}

function send(request: FastifyRequest, reply: FastifyReply, body: Buffer, contentType: string, isGet: boolean) {
  if (!isGet) return reply.header('cache-control', 'no-store').type(contentType).send(body);
  const etag = `"${createHash('sha256').update(VERSION).update(body).digest('hex').slice(0, 32)}"`;
  const head = { etag, contentType, cacheControl: REVALIDATE };
  return answerCondition(request, reply, head, { isWeak: true }) ?? reply.send(body);
}
