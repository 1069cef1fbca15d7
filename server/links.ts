/** Absolute links of answers: the configured base, else the address that the request was sent to. */
import type { FastifyRequest } from 'fastify';
import type { StacLink } from '#worker/store/stac.ts';
import type { Config } from './config.ts';
import { problem } from './errors.ts';

/** Host names, IPv4, [IPv6], a port: nothing that could break out of a link. */
const HOST = /^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:\d{1,5})?$/;

/** @returns the base without a slash at the end */
export function baseUrl(request: FastifyRequest, { baseUrl }: Pick<Config, 'baseUrl'>): string {
  if (baseUrl !== null) return baseUrl;
  const { protocol, host } = request;
  if (!HOST.test(host)) throw problem('INVALID_INPUT', 'Host header: expected a host name or address with a port');
  return `${protocol}://${host}`;
}

export function collectionPath(cid: string): string {
  return `/api/collections/${encodeURIComponent(cid)}`;
}

export function itemPath(cid: string, iid: string): string {
  return `${collectionPath(cid)}/items/${encodeURIComponent(iid)}`;
}

export const JSON_TYPE = 'application/json';
export const OPENAPI_TYPE = 'application/vnd.oai.openapi+json;version=3.1';
export const GLB_TYPE = 'model/gltf-binary';
export const LAZ_TYPE = 'application/vnd.laszip';
export const GEOJSON_TYPE = 'application/geo+json';
/** What QGIS opens is told by the name; the content is GeoJSON. */
export const VPC_TYPE = 'application/geo+json';
export const DCAT_TYPE = 'application/ld+json';
export const SCHEMA_TYPE = 'application/schema+json';
export const OGC_REL = 'http://www.opengis.net/def/rel/ogc/1.0';

export function link(rel: string, href: string, type = JSON_TYPE, title?: string): StacLink {
  return { rel, href, type, ...(title === undefined ? {} : { title }) };
}

/** The address with those parameters that are given. */
export function withQuery(url: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  return query.size > 0 ? `${url}?${query}` : url;
}
