import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../../server/projects/migrations.ts';
import {
  ANYBODY,
  EVERYBODY,
  type NewEntry,
  type ProjectReader,
  type ProjectRepository,
} from '../../../server/projects/repository.ts';
import { openSqliteRepository } from '../../../server/projects/sqlite-repository.ts';

const LIMITS = { projects: 3, entriesPerProject: 5, entryBytes: 4000, totalBytes: 20_000, links: 3 };
const WRITER = join(import.meta.dirname, '..', '..', 'helpers', 'write-projects.ts');

let folder: string;
let next = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-projects-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fresh = (limits = LIMITS) => openSqliteRepository(join(folder, `${next++}.sqlite`), { limits });
const note = (name: string, text = ''): NewEntry => ({ content: { kind: 'note', name, text } });
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
  return 'nothing thrown';
};

const member = (owner: string, ...groups: string[]): ProjectReader => ({
  owner,
  audience: { user: owner, groups },
  access: { visibility: groups.length > 0 ? 'group' : 'private', groups, owner },
});

describe('projects of users', () => {
  it('are seen by their groups, or by nobody else, and handed over when accounts begin', () => {
    const repository = fresh();
    const [ann, ben, cid] = [member('ann', 'civil'), member('ben', 'civil', 'parks'), member('cid')];
    const admin: ProjectReader = { owner: 'root', audience: { user: 'root', groups: [], isAdmin: true }, access: null };
    const ours = repository.create(ann, 'roads');
    const mine = repository.create(cid, 'mine');
    const open = repository.create(ANYBODY, 'open');
    const names = (who: ProjectReader) => repository.list(who).map(({ name }) => name);
    expect([ann, ben, cid, ANYBODY, admin].map(names)).toEqual([
      ['open', 'roads'],
      ['open', 'roads'],
      ['mine', 'open'],
      ['open'],
      ['mine', 'open', 'roads'],
    ]);
    const [entry] = repository.addEntries(ben, ours.id, [note('seen by both')]);
    for (const who of [cid, ANYBODY]) {
      expect(codeOf(() => repository.read(who, ours.id))).toBe('NOT_FOUND');
      expect(codeOf(() => repository.entries(who, ours.id))).toBe('NOT_FOUND');
      expect(codeOf(() => repository.entry(who, ours.id, entry!.id))).toBe('NOT_FOUND');
      expect(codeOf(() => repository.addEntries(who, ours.id, [note('x')]))).toBe('NOT_FOUND');
      expect(codeOf(() => repository.removeEntry(who, ours.id, entry!.id, 1))).toBe('NOT_FOUND');
      expect(codeOf(() => repository.remove(who, ours.id, 2))).toBe('NOT_FOUND');
    }
    // an entry is not reached through another project
    expect(codeOf(() => repository.entry(cid, mine.id, entry!.id))).toBe('NOT_FOUND');
    const closed = { visibility: 'private' as const, groups: [], owner: null };
    expect(codeOf(() => repository.setAccess(ben, ours.id, closed, 2))).toBe('FORBIDDEN');
    repository.setAccess(ann, ours.id, closed, 2);
    expect([names(ann), names(ben)]).toEqual([['open', 'roads'], ['open']]);
    repository.adopt('ann', { visibility: 'private', groups: [], owner: 'ann' });
    expect([names(ANYBODY), names(ann)]).toEqual([[], ['open', 'roads']]);
    expect(codeOf(() => repository.read(ANYBODY, open.id))).toBe('NOT_FOUND');
    repository.close();
  });
});

it('lets groups write to a project, others who see it only read, and its owner alone manage it', () => {
  const repository = fresh();
  const [ann, ben, cid] = [member('ann', 'civil'), member('ben', 'civil'), member('cid', 'parks')];
  const admin: ProjectReader = { owner: 'root', audience: { user: 'root', groups: [], isAdmin: true }, access: null };
  const { id } = repository.create(ann, 'roads');
  const [entry] = repository.addEntries(ann, id, [note('of ann')]);
  const version = () => repository.read(ann, id).version;
  const open = (visibility: 'public' | 'unlisted' | 'group' | 'private') =>
    repository.setAccess(ann, id, { visibility, groups: ['civil'], owner: 'ann' }, version());
  const changes = (who: ProjectReader) => [
    codeOf(() => repository.writable(who, id)),
    codeOf(() => repository.addEntries(who, id, [])),
    codeOf(() => repository.updateEntry(who, id, entry!.id, { content: entry! }, 9)),
    codeOf(() => repository.setPicture(who, id, entry!.id, {} as never, 9)),
    codeOf(() => repository.removeEntry(who, id, entry!.id, 9)),
  ];
  const managing = (who: ProjectReader) => [
    codeOf(() => repository.rename(who, id, 'x', 99)),
    codeOf(() => repository.setAccess(who, id, { visibility: 'public', groups: [], owner: null }, 99)),
    codeOf(() => repository.remove(who, id, 99)),
  ];
  const all = (code: string, count: number) => Array.from({ length: count }, () => code);
  const allowed = ['nothing thrown', 'nothing thrown', ...all('PRECONDITION_FAILED', 3)];
  for (const visibility of ['public', 'unlisted', 'group'] as const) {
    open(visibility);
    expect(changes(ann)).toEqual(allowed);
    expect(changes(ben)).toEqual(allowed);
    expect(changes(admin)).toEqual(allowed);
    const refused = visibility === 'group' ? 'NOT_FOUND' : 'FORBIDDEN';
    for (const who of [cid, ANYBODY]) {
      expect(changes(who)).toEqual(all(refused, 5));
      expect(managing(who)).toEqual(all(refused, 3));
    }
    expect(managing(ben)).toEqual(all('FORBIDDEN', 3));
    for (const who of [ann, admin]) expect(managing(who)).toEqual(all('PRECONDITION_FAILED', 3));
    const names = (who: ProjectReader) => repository.list(who).map(({ name }) => name);
    expect(names(ann)).toEqual(['roads']);
    expect(names(cid)).toEqual(visibility === 'public' ? ['roads'] : []);
    if (visibility !== 'group') expect(repository.read(cid, id).name).toBe('roads');
  }
  open('private');
  expect(changes(ben)).toEqual(all('NOT_FOUND', 5));
  repository.close();
});

describe('the repository of projects', () => {
  it('gives back what was kept, after closing and opening', () => {
    const first = fresh();
    const project = first.create(ANYBODY, '災害復旧');
    const computed = {
      process: 'cut-fill-volume',
      inputs: { a: 1 },
      result: { cutM3: 12.345678901234567, list: [1], provenance: {} },
    };
    const content = {
      kind: 'measurement' as const,
      name: '切土',
      geometry: { type: 'Point' as const, coordinates: [138.5, 35, 12.25] },
      exact: {
        crs: 'EPSG:6676',
        geometry: { type: 'Point' as const, coordinates: [52180.123456789, -97060.5, 12.25] },
      },
      scene: '?view=site',
      properties: { colour: 'red' },
    };
    const [entry] = first.addEntries(ANYBODY, project.id, [{ content, computed }]);
    first.close();
    const again = openSqliteRepository((first as ProjectRepository & { path: string }).path, { limits: LIMITS });
    const [found] = again.entries(ANYBODY, project.id);
    expect(found).toEqual(entry);
    expect(found).toMatchObject({
      ...content,
      owner: EVERYBODY,
      version: 1,
      process: 'cut-fill-volume',
      numbers: { cutM3: 12.345678901234567 },
    });
    expect(again.computed(ANYBODY, project.id, entry!.id)).toEqual(computed);
    expect(again.read(ANYBODY, project.id)).toMatchObject({ version: 2, entryCount: 1, name: '災害復旧' });
    again.close();
  });

  it('refuses a change of what was changed meanwhile, and says the current version', () => {
    const repository = fresh();
    const project = repository.create(ANYBODY, 'one');
    const renamed = repository.rename(ANYBODY, project.id, 'two', project.version);
    expect(codeOf(() => repository.rename(ANYBODY, project.id, 'three', project.version))).toBe('PRECONDITION_FAILED');
    expect(repository.read(ANYBODY, project.id)).toEqual(renamed);
    const [entry] = repository.addEntries(ANYBODY, project.id, [note('n')]);
    repository.updateEntry(ANYBODY, project.id, entry!.id, { content: { kind: 'note', name: 'mine' } }, 1);
    try {
      repository.updateEntry(ANYBODY, project.id, entry!.id, { content: { kind: 'note', name: 'theirs' } }, 1);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'PRECONDITION_FAILED', details: { version: 2 } });
    }
    expect(repository.entry(ANYBODY, project.id, entry!.id).name).toBe('mine');
    expect(codeOf(() => repository.removeEntry(ANYBODY, project.id, entry!.id, 1))).toBe('PRECONDITION_FAILED');
    // the project has changed with its entry: it is not deleted by who has not seen that
    expect(codeOf(() => repository.remove(ANYBODY, project.id, renamed.version))).toBe('PRECONDITION_FAILED');
    repository.close();
  });

  it('keeps its bounds, and leaves nothing of what was refused', () => {
    const repository = fresh();
    const project = repository.create(ANYBODY, 'a');
    repository.create(ANYBODY, 'b');
    repository.create(ANYBODY, 'c');
    expect(codeOf(() => repository.create(ANYBODY, 'd'))).toBe('LIMIT');
    expect(
      codeOf(() =>
        repository.addEntries(
          ANYBODY,
          project.id,
          Array.from({ length: 6 }, () => note('n')),
        ),
      ),
    ).toBe('LIMIT');
    expect(codeOf(() => repository.addEntries(ANYBODY, project.id, [note('a'), note('b', 'x'.repeat(4001))]))).toBe(
      'LIMIT',
    );
    expect(repository.entries(ANYBODY, project.id)).toEqual([]);
    const picture = { sha256: 'a'.repeat(64), type: 'image/png', sizeBytes: 19_000, widthPx: 1, heightPx: 1 };
    const [entry] = repository.addEntries(ANYBODY, project.id, [note('n')]);
    repository.setPicture(ANYBODY, project.id, entry!.id, picture, 1);
    expect(repository.hasPicture(picture.sha256)).toBe(true);
    expect(codeOf(() => repository.addEntries(ANYBODY, project.id, [note('n', 'x'.repeat(3000))]))).toBe('LIMIT');
    expect(repository.read(ANYBODY, project.id).entryCount).toBe(1);
    for (const scene of ['?a=1', '?a=2', '?a=3']) repository.addLink(ANYBODY, { scene }, true);
    expect(codeOf(() => repository.addLink(ANYBODY, { scene: '?a=4' }, true))).toBe('LIMIT');
    repository.remove(ANYBODY, project.id, repository.read(ANYBODY, project.id).version);
    expect(repository.hasPicture(picture.sha256)).toBe(false);
    repository.close();
  });

  it('gives the same content the same link, of letters that are not taken for each other', () => {
    const repository = fresh();
    const first = repository.addLink(ANYBODY, { scene: '?a=1', entries: [] }, true);
    const again = repository.addLink(ANYBODY, { scene: '?a=1', entries: [] }, true);
    const other = repository.addLink(ANYBODY, { scene: '?a=2', entries: [] }, true);
    expect([first.isNew, again.isNew, other.isNew]).toEqual([true, false, true]);
    expect(again.link.id).toBe(first.link.id);
    expect(other.link.id).not.toBe(first.link.id);
    expect(first.link.id).toMatch(/^[2-9a-km-np-z]{10}$/);
    repository.removeLink(ANYBODY, first.link.id);
    expect(codeOf(() => repository.link(first.link.id))).toBe('NOT_FOUND');
    repository.close();
  });

  it('is one for two connections: each sees the other, versions hold between them', () => {
    const one = fresh();
    const other = openSqliteRepository((one as ProjectRepository & { path: string }).path, { limits: LIMITS });
    const project = one.create(ANYBODY, 'shared');
    expect(other.read(ANYBODY, project.id)).toEqual(project);
    const [entry] = other.addEntries(ANYBODY, project.id, [note('n')]);
    one.updateEntry(ANYBODY, project.id, entry!.id, { content: { kind: 'note', name: 'one' } }, 1);
    expect(
      codeOf(() => other.updateEntry(ANYBODY, project.id, entry!.id, { content: { kind: 'note', name: 'x' } }, 1)),
    ).toBe('PRECONDITION_FAILED');
    one.close();
    other.close();
  });

  it('says that it is busy while another program holds the file', () => {
    const repository = fresh();
    const path = (repository as ProjectRepository & { path: string }).path;
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    expect(codeOf(() => repository.create(ANYBODY, 'late'))).toBe('BUSY');
    holder.exec('ROLLBACK');
    holder.close();
    expect(repository.create(ANYBODY, 'now').name).toBe('now');
    repository.close();
  });

  it('does not open a database of later software, nor write where it only reads', () => {
    const path = join(folder, 'later.sqlite');
    const later = new DatabaseSync(path);
    later.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    later.close();
    expect(() => openSqliteRepository(path, { limits: LIMITS })).toThrow(/later/);
    const repository = fresh();
    repository.create(ANYBODY, 'kept');
    const reader = openSqliteRepository((repository as ProjectRepository & { path: string }).path, {
      limits: LIMITS,
      readOnly: true,
    });
    expect(reader.list(ANYBODY)).toHaveLength(1);
    expect(() => reader.create(ANYBODY, 'x')).toThrow(/readonly/);
    reader.close();
    repository.close();
  });

  it('killed while it writes: whole rows, nothing that was told is lost', { timeout: 120_000 }, async () => {
    const path = join(folder, 'killed.sqlite');
    const limits = { ...LIMITS, projects: 100, entriesPerProject: 100_000, totalBytes: 2 ** 32 };
    openSqliteRepository(path, { limits }).close();
    for (const afterMs of [20, 55, 120, 260]) {
      const told = await writeUntilKilled(path, afterMs);
      const repository = openSqliteRepository(path, { limits });
      const entries = repository.entries(ANYBODY, told.project);
      const names = entries.map(({ name }) => name);
      // one more pair may be on the disk than was told
      expect(names.length / 2 - told.pairs).toBeGreaterThanOrEqual(0);
      expect(names.length / 2 - told.pairs).toBeLessThanOrEqual(1);
      expect(names).toEqual(Array.from({ length: names.length / 2 }, (_, index) => [`${index}a`, `${index}b`]).flat());
      expect(repository.read(ANYBODY, told.project).entryCount).toBe(names.length);
      repository.close();
      const database = new DatabaseSync(path);
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      database.close();
    }
  });
});

/** Lets the program write for a while after its first entry. */
function writeUntilKilled(path: string, afterMs: number): Promise<{ project: string; pairs: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    let isFirst = true;
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
      if (isFirst) setTimeout(() => child.kill('SIGKILL'), afterMs);
      isFirst = false;
    });
    child.on('close', (_code, signal) => {
      const lines = output.split('\n').slice(0, -1);
      const project = lines[0]?.split(' ')[0];
      if (signal !== 'SIGKILL' || !project) reject(new Error(`the writer ended by itself: ${output.slice(-300)}`));
      else resolve({ project, pairs: lines.length });
    });
  });
}
