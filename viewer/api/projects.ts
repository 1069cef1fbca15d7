/** Projects, their entries and short links as the viewer calls them. Versions go along, so that nobody's change is lost. */
import type { Visibility } from './accounts.ts';
import { ApiError, isRecord, postJson, request, requestJson } from './client.ts';

export const ENTRY_KINDS = ['measurement', 'view', 'note', 'photo', 'story', 'ledger'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface Geometry {
  readonly type: string;
  readonly coordinates: readonly unknown[];
}

/** A result of the server with what it was made of. */
export interface Computed {
  readonly process: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>>;
}

export interface EntryContent {
  readonly kind: EntryKind;
  readonly name: string;
  readonly text?: string;
  /** In longitude and latitude. */
  readonly geometry?: Geometry | null;
  /** The same in the CRS of the site. */
  readonly exact?: { readonly crs: string; readonly geometry: Geometry } | null;
  readonly scene?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface EntryPicture {
  readonly href: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface ProjectEntry extends EntryContent {
  readonly id: string;
  readonly version: number;
  readonly created: string;
  readonly updated: string;
  readonly picture: EntryPicture | null;
  readonly process: string | null;
  readonly numbers: Readonly<Record<string, number>> | null;
}

export interface ProjectInfo {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly updated: string;
  readonly entryCount: number;
  readonly visibility: Visibility;
  /** That see it, where it is of groups, and write to it. */
  readonly groups: readonly string[];
  /** Whether one may change its entries. */
  readonly mayWrite: boolean;
  /** Whether one may rename and delete it, and say who sees it. */
  readonly mayManage: boolean;
}

export interface OpenProject extends ProjectInfo {
  readonly entries: readonly ProjectEntry[];
}

export interface ProjectList {
  readonly projects: readonly ProjectInfo[];
  readonly writable: boolean;
}

export interface ShareLink {
  readonly id: string;
  readonly url: string;
  readonly created: string;
}

export interface LinkContent extends ShareLink {
  readonly scene: string;
  readonly title?: string;
  readonly entries: readonly Computed[];
}

export interface Verification {
  readonly status: 'verified' | 'data-changed' | 'differs' | 'failed';
  readonly process: string;
  /** ISO 8601. */
  readonly checked: string;
  readonly differences: readonly { readonly member: string; readonly stored: unknown; readonly now: unknown }[];
  readonly differenceCount: number;
  readonly numbersCompared: number;
  readonly versionsStored: readonly string[];
  readonly versionsNow: readonly string[];
  readonly problem?: { readonly code: string; readonly message: string };
}

const PROJECTS = '/api/projects';
const pathOf = (project: string, entry?: string) =>
  `${PROJECTS}/${encodeURIComponent(project)}${entry === undefined ? '' : `/entries/${encodeURIComponent(entry)}`}`;
const tag = (version: number) => ({ 'if-match': `"${version}"` });

/** The answers are our own server's, described by its schemas; what a page must not stumble over is looked at. */
function expectMembers<T>(value: unknown, what: string, ...names: (keyof T & string)[]): T {
  if (isRecord(value) && names.every((name) => name in value)) return value as T;
  throw new ApiError(200, 'FORMAT', `expected ${what}`);
}

const sendJson = (method: 'PUT' | 'POST', path: string, body: unknown, version?: number) =>
  requestJson(path, {
    method,
    headers: { 'content-type': 'application/json', ...(version === undefined ? {} : tag(version)) },
    body: JSON.stringify(body),
  });

export async function listProjects(): Promise<ProjectList> {
  return expectMembers<ProjectList>(await requestJson(PROJECTS), 'a list of projects', 'projects', 'writable');
}

export async function createProject(name: string): Promise<ProjectInfo> {
  return expectMembers<ProjectInfo>(await postJson(PROJECTS, { name }), 'a project', 'id', 'version');
}

export async function readProject(id: string): Promise<OpenProject> {
  return expectMembers<OpenProject>(await requestJson(pathOf(id)), 'a project', 'id', 'entries');
}

export async function renameProject({ id, version }: ProjectInfo, name: string): Promise<ProjectInfo> {
  return expectMembers<ProjectInfo>(await sendJson('PUT', pathOf(id), { name }, version), 'a project', 'id', 'version');
}

export async function setProjectAccess(
  { id, version }: ProjectInfo,
  visibility: Visibility,
  groups: readonly string[],
): Promise<ProjectInfo> {
  const answer = await sendJson('PUT', `${pathOf(id)}/access`, { visibility, groups }, version);
  return expectMembers<ProjectInfo>(answer, 'a project', 'id', 'visibility');
}

export async function deleteProject({ id, version }: ProjectInfo): Promise<void> {
  await request(pathOf(id), { method: 'DELETE', headers: tag(version) });
}

export async function addEntry(
  project: string,
  content: EntryContent,
  computed: Computed | null = null,
): Promise<ProjectEntry> {
  const body = { ...content, ...(computed ? { computed } : {}) };
  return expectMembers<ProjectEntry>(await postJson(`${pathOf(project)}/entries`, body), 'an entry', 'id', 'version');
}

export async function readEntry(
  project: string,
  id: string,
): Promise<ProjectEntry & { readonly computed: Computed | null }> {
  type Whole = ProjectEntry & { readonly computed: Computed | null };
  return expectMembers<Whole>(await requestJson(pathOf(project, id)), 'an entry', 'id', 'computed');
}

export async function changeEntry(
  project: string,
  { id, version }: ProjectEntry,
  content: EntryContent,
): Promise<ProjectEntry> {
  const answer = await sendJson('PUT', pathOf(project, id), content, version);
  return expectMembers<ProjectEntry>(answer, 'an entry', 'id', 'version');
}

export async function deleteEntry(project: string, { id, version }: ProjectEntry): Promise<void> {
  await request(pathOf(project, id), { method: 'DELETE', headers: tag(version) });
}

export async function setEntryPicture(
  project: string,
  { id, version }: ProjectEntry,
  picture: Blob,
): Promise<ProjectEntry> {
  const answer = await requestJson(`${pathOf(project, id)}/picture`, {
    method: 'PUT',
    headers: { 'content-type': picture.type, ...tag(version) },
    body: picture,
  });
  return expectMembers<ProjectEntry>(answer, 'an entry', 'id', 'picture');
}

export async function verifyEntry(project: string, id: string): Promise<Verification> {
  return expectMembers<Verification>(await postJson(`${pathOf(project, id)}/verify`, {}), 'a verdict', 'status');
}

/** The file, with the pictures in it. */
export async function exportProject(id: string): Promise<Blob> {
  const response = await request(`${pathOf(id)}/export.geojson?pictures=embed`);
  return await response.blob();
}

/** @returns how many entries were added, and how many of them have lost their picture */
export async function importIntoProject(id: string, file: Blob): Promise<{ added: number; picturesMissing: number }> {
  const answer = await requestJson(`${pathOf(id)}/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/geo+json' },
    body: file,
  });
  const { entries, picturesMissing } = expectMembers<{ entries: unknown[]; picturesMissing: number }>(
    answer,
    'the entries',
    'entries',
    'picturesMissing',
  );
  return { added: entries.length, picturesMissing };
}

export async function createLink(content: {
  readonly scene: string;
  readonly title?: string;
  readonly entries: readonly Computed[];
}): Promise<ShareLink> {
  return expectMembers<ShareLink>(await postJson('/api/links', content), 'a link', 'id', 'url');
}

export async function readLink(id: string): Promise<LinkContent> {
  const answer = await requestJson(`/api/links/${encodeURIComponent(id)}`);
  return expectMembers<LinkContent>(answer, 'a link', 'scene', 'entries');
}

export async function verifyLink(id: string): Promise<readonly Verification[]> {
  const answer = await postJson(`/api/links/${encodeURIComponent(id)}/verify`, {});
  return expectMembers<{ entries: Verification[] }>(answer, 'a verdict', 'entries').entries;
}
