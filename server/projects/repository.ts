/** What is kept of projects, and the one interface behind which it is kept. Every row has an owner. */
import type { Audience } from '#worker/store/audience.ts';
import type { CollectionAccess } from '#worker/store/collection-access.ts';

/** The owner of everything on a server without accounts. */
export const EVERYBODY = 'everybody';

/** Who asks: what he may not see is as if it were not there. */
export interface ProjectReader {
  /** Id of the user, or {@link EVERYBODY}. */
  readonly owner: string;
  readonly audience: Audience;
  /** Of the projects that he makes; null: for everybody. */
  readonly access: CollectionAccess | null;
}

/** Whoever asks a server without accounts. */
export const ANYBODY: ProjectReader = { owner: EVERYBODY, audience: 'public', access: null };

export const ENTRY_KINDS = ['measurement', 'view', 'note', 'photo', 'story', 'ledger'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export type JsonObject = { readonly [name: string]: unknown };

/** GeoJSON geometry; positions are [lon, lat(, height)] or [easting, northing(, height)]. */
export interface Geometry {
  readonly type: 'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon';
  readonly coordinates: readonly unknown[];
}

/** The same geometry in the CRS in which it was measured, with all its digits. */
export interface ExactGeometry {
  readonly crs: string;
  readonly geometry: Geometry;
}

/** What a user writes. */
export interface EntryContent {
  readonly kind: EntryKind;
  readonly name: string;
  readonly text?: string;
  /** WGS84, RFC 7946. */
  readonly geometry?: Geometry | null;
  readonly exact?: ExactGeometry | null;
  /** Query string of the viewer that reopens what was seen; begins with `?`. */
  readonly scene?: string;
  /** What a tool keeps besides. */
  readonly properties?: JsonObject;
}

/** A result of the server, with all that is needed to have it computed again. */
export interface Computed {
  readonly process: string;
  readonly inputs: JsonObject;
  readonly result: JsonObject;
}

export interface Picture {
  readonly sha256: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Entry extends EntryContent {
  readonly id: string;
  readonly project: string;
  readonly owner: string;
  /** Counts the changes; 1 when it is new. */
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly updated: string;
  readonly picture: Picture | null;
  /** Of the computed result: its process, and the numbers that it has at the top. */
  readonly process: string | null;
  readonly numbers: Readonly<Record<string, number>> | null;
}

export interface Project {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  /** Counts the changes of the project and of everything in it. */
  readonly version: number;
  readonly created: string;
  readonly updated: string;
  readonly entryCount: number;
  readonly sizeBytes: number;
  /** Who sees it; null: everybody. */
  readonly access: CollectionAccess | null;
}

/** A new entry. A picture must be on the disk already. */
export interface NewEntry {
  readonly content: EntryContent;
  readonly computed?: Computed | null;
  readonly picture?: Picture | null;
}

export interface LinkContent {
  readonly scene: string;
  readonly title?: string;
  readonly entries?: readonly Computed[];
}

export interface ShareLink {
  readonly id: string;
  readonly owner: string;
  readonly created: string;
  /** Whether everybody saw what it shows when it was made. */
  readonly isOpen: boolean;
  readonly content: LinkContent;
}

export interface ProjectLimits {
  readonly projects: number;
  readonly entriesPerProject: number;
  /** JSON of one entry, or of one link. */
  readonly entryBytes: number;
  /** Everything together: entries, pictures, links. */
  readonly totalBytes: number;
  readonly links: number;
}

/**
 * All methods that change throw `NOT_FOUND`, `FORBIDDEN` (project-access.ts), `LIMIT` with the bound and what was seen, `PRECONDITION_FAILED` with the current version when
 * `expected` is another one, and `BUSY` when another process holds the file for too long. What they did is on the disk when they return.
 */
export interface ProjectRepository {
  /** By name, then id. */
  list(who: ProjectReader): Project[];
  create(who: ProjectReader, name: string): Project;
  read(who: ProjectReader, id: string): Project;
  /** To be asked before something is made that costs. @throws {HttpProblem} NOT_FOUND, FORBIDDEN */
  writable(who: ProjectReader, id: string): Project;
  rename(who: ProjectReader, id: string, name: string, expected: number): Project;
  /** Who sees it from now on. */
  setAccess(who: ProjectReader, id: string, access: CollectionAccess, expected: number): Project;
  /** Takes over what was nobody's: when the first account is made. */
  adopt(owner: string, access: CollectionAccess): void;
  /** With everything in it. */
  remove(who: ProjectReader, id: string, expected: number): void;

  /** In the order in which they were added. */
  entries(who: ProjectReader, project: string): Entry[];
  entry(who: ProjectReader, project: string, id: string): Entry;
  computed(who: ProjectReader, project: string, id: string): Computed | null;
  /** All, or none of them. */
  addEntries(who: ProjectReader, project: string, entries: readonly NewEntry[]): Entry[];
  /** @param computed undefined leaves what is there */
  updateEntry(
    who: ProjectReader,
    project: string,
    id: string,
    change: { readonly content: EntryContent; readonly computed?: Computed | null | undefined },
    expected: number,
  ): Entry;
  setPicture(who: ProjectReader, project: string, id: string, picture: Picture, expected: number): Entry;
  removeEntry(who: ProjectReader, project: string, id: string, expected: number): void;
  /** Whether any entry refers to the picture. */
  hasPicture(sha256: string): boolean;

  /** The same content has the same link. */
  addLink(
    who: ProjectReader,
    content: LinkContent,
    isOpen: boolean,
  ): { readonly link: ShareLink; readonly isNew: boolean };
  /** Whoever has the id may read it. */
  link(id: string): ShareLink;
  removeLink(who: ProjectReader, id: string): void;
  close(): void;
}
