/** Accounts: what their routes take and answer. */
import { Type } from '@fastify/type-provider-typebox';
import { RIGHTS, type Right, ROLES, type Role, SCOPES, type Scope } from '../accounts/roles.ts';

const Closed = { additionalProperties: false };
const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });
const Name = Type.String({ minLength: 1, maxLength: 64, description: 'Unique, whatever the case' });
const Password = Type.String({ minLength: 1, maxLength: 1024 });
const Secret = Type.String({ minLength: 20, maxLength: 200 });
const Time = Type.String({ format: 'date-time' });
const OrNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);
const GroupName = Type.String({ minLength: 1, maxLength: 64 });
const Groups = Type.Array(GroupName, { maxItems: 100 });
export const RoleSchema = oneOf<Role>(ROLES, 'What he may do');

export const SignInBody = Type.Object({ name: Name, password: Password }, Closed);
export const SetupBody = Type.Object({ secret: Secret, name: Name, password: Password }, Closed);
export const PasswordBody = Type.Object(
  {
    secret: Type.Optional(Secret),
    before: Type.Optional(Password),
    password: Password,
  },
  { ...Closed, description: 'The secret of a one-time link, or the password that held before' },
);

export const ReturnQuery = Type.Object(
  { return: Type.Optional(Type.String({ maxLength: 2001, description: 'Path of this server to go on with' })) },
  Closed,
);

export const SelfSchema = Type.Object(
  {
    user: Type.Union([
      Type.Object(
        {
          id: Type.String(),
          name: Type.String(),
          displayName: Type.String(),
          role: RoleSchema,
          groups: Groups,
          hasPassword: Type.Boolean(),
        },
        Closed,
      ),
      Type.Null(),
    ]),
    rights: Type.Array(oneOf<Right>(RIGHTS, 'What the asker may do')),
    accounts: Type.Boolean({ description: 'Whether one can sign in here' }),
    organisation: Type.Union([Type.String({ description: 'Name of the organisation’s sign-in' }), Type.Null()]),
    expires: OrNull(Time),
  },
  Closed,
);

export const UserSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    displayName: Type.String(),
    role: RoleSchema,
    groups: Groups,
    isDisabled: Type.Boolean(),
    hasPassword: Type.Boolean(),
    isOrganisations: Type.Boolean({ description: 'Signs in by the organisation' }),
    created: Time,
    lastLogin: OrNull(Time),
    lockedUntil: OrNull(Time),
  },
  Closed,
);
export const UsersSchema = Type.Object({ users: Type.Array(UserSchema) }, Closed);
export const UserParams = Type.Object({ uid: Type.String({ maxLength: 64 }) });
export const NewUserBody = Type.Object(
  {
    name: Name,
    displayName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    role: RoleSchema,
    groups: Type.Optional(Groups),
  },
  Closed,
);
export const UserBody = Type.Object(
  {
    displayName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    role: Type.Optional(RoleSchema),
    groups: Type.Optional(Groups),
    isDisabled: Type.Optional(Type.Boolean()),
  },
  Closed,
);
/** The one answer that has it: nothing that is kept does. */
export const OneTimeSchema = Type.Object({ secret: Type.String(), url: Type.String(), expires: Time }, Closed);
export const UserMadeSchema = Type.Object({ user: UserSchema, link: OneTimeSchema }, Closed);

export const GroupsSchema = Type.Object(
  { groups: Type.Array(Type.Object({ name: GroupName, users: Type.Integer({ minimum: 0 }) }, Closed)) },
  Closed,
);
export const GroupBody = Type.Object({ name: GroupName }, Closed);
export const GroupParams = Type.Object({ name: Type.String({ maxLength: 200 }) });

export const SessionsSchema = Type.Object(
  {
    sessions: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          isThis: Type.Boolean(),
          created: Time,
          seen: Time,
          expires: Time,
          address: Type.String(),
          agent: Type.String(),
        },
        Closed,
      ),
    ),
  },
  Closed,
);
export const SessionParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

const ScopeSchema = oneOf<Scope>(SCOPES, 'What it may be used for, at most what its user may');
const tokenMembers = {
  id: Type.String(),
  name: Type.String(),
  scope: ScopeSchema,
  created: Time,
  expires: Time,
  lastUsed: OrNull(Time),
};
export const TokensSchema = Type.Object({ tokens: Type.Array(Type.Object(tokenMembers, Closed)) }, Closed);
export const TokenBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scope: ScopeSchema,
    days: Type.Integer({ minimum: 1, maximum: 366, description: 'How long it holds' }),
  },
  Closed,
);
export const TokenMadeSchema = Type.Object(
  { ...tokenMembers, secret: Type.String({ description: 'Told this once: Authorization: Bearer …' }) },
  Closed,
);

export const AccessSchema = Type.Object(
  {
    visibility: Type.Unsafe<'public' | 'unlisted' | 'group' | 'private'>({
      type: 'string',
      enum: ['public', 'unlisted', 'group', 'private'],
      description: 'unlisted: who knows the id; group: members of the groups; private: the owner and administrators',
    }),
    groups: Groups,
  },
  Closed,
);
export const AccessViewSchema = Type.Object(
  {
    ...AccessSchema.properties,
    owner: Type.Union([Type.String({ description: 'Name of the user whose it is' }), Type.Null()]),
    mayChange: Type.Boolean(),
  },
  Closed,
);
const signedLinkMembers = {
  id: Type.String(),
  collection: Type.String(),
  item: Type.String(),
  note: Type.String({ description: 'For whom, or what for; may be empty' }),
  created: Time,
  expires: Time,
};
export const SignedLinkBody = Type.Object(
  {
    days: Type.Integer({ minimum: 1, maximum: 366, description: 'How long it holds' }),
    note: Type.Optional(Type.String({ maxLength: 200, description: 'For whom, or what for' })),
  },
  Closed,
);
export const SignedLinkMadeSchema = Type.Object(
  {
    ...signedLinkMembers,
    links: Type.Object(
      { item: Type.String(), data: Type.String() },
      { ...Closed, description: 'Addresses with the signature: told this once' },
    ),
  },
  Closed,
);
export const SignedLinksQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before' })),
  },
  Closed,
);
export const SignedLinksSchema = Type.Object(
  {
    links: Type.Array(
      Type.Object(
        {
          ...signedLinkMembers,
          user: Type.String({ description: 'Name of the user who handed it out' }),
          lastUsed: OrNull(Time),
        },
        Closed,
      ),
    ),
    next: Type.Union([Type.Integer({ description: '`before` of the next page' }), Type.Null()]),
  },
  Closed,
);
