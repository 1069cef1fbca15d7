/** Schemas of projects, their entries and short links. */
import { Type } from '@fastify/type-provider-typebox';
import type { AccessVisibility } from '#worker/store/index-summary.ts';
import { LINK_ID_PATTERN, PROJECT_ID_PATTERN } from '../projects/link-id.ts';
import type { Computed, Entry, EntryContent, Picture, Project } from '../projects/repository.ts';
import { ENTRY_KINDS } from '../projects/repository.ts';
import type { Verification } from '../projects/verifier.ts';
import { LinkSchema } from './common.ts';

/** An entry as clients see it. */
export type EntryView = Omit<Entry, 'owner' | 'project' | 'picture'> & {
  readonly picture: (Picture & { readonly href: string }) | null;
};
export type ProjectView = Omit<Project, 'owner' | 'access'> & {
  /** `public` on a server without accounts. */
  readonly visibility: AccessVisibility;
  readonly groups: string[];
  readonly mayWrite: boolean;
  readonly mayManage: boolean;
};
export interface LinkVerification {
  readonly status: Verification['status'] | 'nothing';
  readonly entries: readonly Verification[];
}

const Closed = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const Version = Type.Integer({ minimum: 1, description: 'Counts the changes; the ETag' });
const Time = Type.String({ description: 'ISO 8601, UTC' });
const TextOf = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

export const ProjectParams = Type.Object({
  pid: Type.String({ pattern: PROJECT_ID_PATTERN, description: 'Project id' }),
});
export const EntryParams = Type.Object({
  ...ProjectParams.properties,
  eid: Type.String({ pattern: PROJECT_ID_PATTERN, description: 'Entry id' }),
});
export const LinkParams = Type.Object({ id: Type.String({ pattern: LINK_ID_PATTERN, description: 'Id of the link' }) });

export const ProjectBody = Type.Object({ name: Name }, Closed);

const Geometry = Type.Object(
  {
    type: Type.Union(
      ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'].map((type) =>
        Type.Literal(type),
      ),
    ),
    coordinates: Type.Array(Type.Unknown()),
  },
  Closed,
);
const AnyObject = Type.Record(Type.String(), Type.Unknown());

const contentMembers = {
  kind: Type.Union(ENTRY_KINDS.map((kind) => Type.Literal(kind))),
  name: Name,
  text: TextOf(20_000),
  geometry: Type.Optional(
    Type.Union([Geometry, Type.Null()], { description: 'GeoJSON geometry in longitude and latitude' }),
  ),
  exact: Type.Optional(
    Type.Union(
      [Type.Object({ crs: Type.String({ minLength: 1, maxLength: 200 }), geometry: Geometry }, Closed), Type.Null()],
      {
        description: 'The same geometry in the CRS of the data, [easting, northing(, height)], with all its digits',
      },
    ),
  ),
  scene: Type.Optional(Type.String({ maxLength: 16_000, description: 'Query string of the viewer' })),
  properties: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'What a tool keeps besides; members `scenario` and `ledger` must be one (#core/contract); an entry of the kind `ledger` has it',
    }),
  ),
};

export const ComputedSchema = Type.Object(
  {
    process: Type.String({ maxLength: 100, description: 'A process of this server' }),
    inputs: AnyObject,
    result: Type.Record(Type.String(), Type.Unknown(), { description: 'Its answer, with provenance' }),
  },
  Closed,
);
const Computeds = Type.Unsafe<Computed>(ComputedSchema);

type EntryBodyValue = EntryContent & { readonly computed?: Computed | null };
export const EntryBody = Type.Unsafe<EntryBodyValue>(
  Type.Object(
    { ...contentMembers, computed: Type.Optional(Type.Union([ComputedSchema, Type.Null()])) },
    { ...Closed, description: 'A change without `computed` leaves the stored result; null removes it' },
  ),
);

const PictureSchema = Type.Object(
  {
    href: Type.String(),
    sha256: Type.String(),
    type: Type.String(),
    sizeBytes: Type.Integer(),
    widthPx: Type.Integer(),
    heightPx: Type.Integer(),
  },
  Closed,
);

const entryMembers = {
  ...contentMembers,
  id: Type.String(),
  version: Version,
  created: Time,
  updated: Time,
  picture: Type.Union([PictureSchema, Type.Null()]),
  process: Type.Union([Type.String(), Type.Null()], { description: 'Process of the stored result' }),
  numbers: Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()], {
    description: 'Numbers at the top of the stored result',
  }),
};
export const EntrySchema = Type.Unsafe<EntryView>(Type.Object(entryMembers, Closed));
export const WholeEntrySchema = Type.Unsafe<EntryView & { readonly computed: Computed | null }>(
  Type.Object({ ...entryMembers, computed: Type.Union([ComputedSchema, Type.Null()]) }, Closed),
);

const projectMembers = {
  id: Type.String(),
  name: Type.String(),
  version: Version,
  created: Time,
  updated: Time,
  entryCount: Type.Integer({ minimum: 0 }),
  sizeBytes: Type.Integer({ minimum: 0 }),
  visibility: Type.Unsafe<AccessVisibility>({ type: 'string', enum: ['public', 'unlisted', 'group', 'private'] }),
  groups: Type.Array(Type.String(), { description: 'That see it, where it is of groups, and write to it' }),
  mayWrite: Type.Boolean({ description: 'Whether who asks may change its entries' }),
  mayManage: Type.Boolean({ description: 'Whether who asks may rename and delete it, and say who sees it' }),
};
export const ProjectSchema = Type.Unsafe<ProjectView>(Type.Object(projectMembers, Closed));
export const WholeProjectSchema = Type.Object(
  { ...projectMembers, entries: Type.Array(EntrySchema), links: Type.Array(LinkSchema) },
  Closed,
);
export const ProjectsSchema = Type.Object(
  {
    projects: Type.Array(ProjectSchema),
    writable: Type.Boolean({ description: 'Whether this server takes changes' }),
    limits: Type.Object(
      {
        projects: Type.Integer(),
        entriesPerProject: Type.Integer(),
        entryBytes: Type.Integer(),
        pictureBytes: Type.Integer(),
        totalBytes: Type.Integer(),
      },
      Closed,
    ),
  },
  Closed,
);

export const ExportQuery = Type.Object(
  { pictures: Type.Optional(Type.Literal('embed', { description: 'The pictures too, as base64' })) },
  Closed,
);
export const ImportSchema = Type.Object(
  {
    entries: Type.Array(EntrySchema),
    picturesMissing: Type.Integer({ minimum: 0, description: 'Entries whose picture is neither in the file nor here' }),
  },
  Closed,
);

export const LinkBody = Type.Object(
  {
    scene: Type.String({ minLength: 1, maxLength: 16_000, description: 'Query string of the viewer' }),
    title: TextOf(200),
    entries: Type.Optional(Type.Array(Computeds, { maxItems: 50 })),
  },
  Closed,
);
export const LinkMadeSchema = Type.Object({ id: Type.String(), url: Type.String(), created: Time }, Closed);
export const LinkContentSchema = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    created: Time,
    scene: Type.String(),
    title: Type.Optional(Type.String()),
    entries: Type.Array(Computeds),
  },
  Closed,
);

const Difference = Type.Object({ member: Type.String(), stored: Type.Unknown(), now: Type.Unknown() }, Closed);
const STATUSES = ['verified', 'data-changed', 'differs', 'failed'] as const;
const Status = Type.Union(STATUSES.map((status) => Type.Literal(status)));
export const VerificationSchema = Type.Unsafe<Verification>(
  Type.Object(
    {
      status: Status,
      process: Type.String(),
      checked: Time,
      differences: Type.Array(Difference, { description: 'The first members that differ' }),
      differenceCount: Type.Integer(),
      numbersCompared: Type.Integer(),
      versionsStored: Type.Array(Type.String()),
      versionsNow: Type.Array(Type.String()),
      problem: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() }, Closed)),
    },
    Closed,
  ),
);
export const LinkVerificationSchema = Type.Unsafe<LinkVerification>(
  Type.Object(
    {
      status: Type.Union(
        [...STATUSES, 'nothing'].map((status) => Type.Literal(status)),
        {
          description: 'Of all entries together; `nothing`: the link has a scene only',
        },
      ),
      entries: Type.Array(VerificationSchema),
    },
    Closed,
  ),
);
