/**
 * What somebody may do with a project. Seeing follows the rule of collections; whoever sees it does not change it yet: a project that
 * everybody sees is written by its owner, the groups that he shares it with, and administrators. Its name and who sees it are the owner's.
 */
import { lists, sees } from '#worker/store/audience.ts';
import { OPEN_ACCESS } from '#worker/store/collection-access.ts';
import { problem } from '../errors.ts';
import { EVERYBODY, type Project, type ProjectReader } from './repository.ts';

type Rule = Pick<Project, 'access' | 'owner'>;

export function seesProject({ audience }: ProjectReader, { access }: Rule): boolean {
  return sees(audience, access ?? OPEN_ACCESS, 'public');
}

/** Whether lists name it: what is unlisted is found by its id. */
export function listsProject({ audience }: ProjectReader, { access }: Rule): boolean {
  return lists(audience, access ?? OPEN_ACCESS, 'public');
}

/** Whether he may change its entries. */
export function mayWriteTo(who: ProjectReader, project: Rule): boolean {
  if (mayManage(who, project)) return true;
  const { audience } = who;
  const { visibility, groups } = project.access ?? OPEN_ACCESS;
  if (visibility === 'private' || typeof audience === 'string') return false;
  return groups.some((group) => audience.groups.includes(group));
}

/** Whether he may rename and delete it, and say who sees it. */
export function mayManage(who: ProjectReader, { owner }: Rule): boolean {
  return owner === EVERYBODY || owner === who.owner || isAdministrator(who);
}

export function isAdministrator({ audience }: ProjectReader): boolean {
  return typeof audience === 'object' && audience.isAdmin === true;
}

/** @throws {HttpProblem} FORBIDDEN */
export function assertWritable(who: ProjectReader, project: Project): Project {
  if (mayWriteTo(who, project)) return project;
  throw problem(
    'FORBIDDEN',
    `project ${project.id} is another user's, and not shared with a group of yours for writing`,
  );
}

/** @throws {HttpProblem} FORBIDDEN */
export function assertManaged(who: ProjectReader, project: Project): Project {
  if (mayManage(who, project)) return project;
  throw problem('FORBIDDEN', `project ${project.id} is another user's: its owner renames, shares and deletes it`);
}
