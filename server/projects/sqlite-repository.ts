/** Projects in one SQLite file: WAL, foreign keys, prepared statements; each change is one transaction, on the disk when it returns. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type CollectionAccess, checkAccess } from '#worker/store/collection-access.ts';
import { isNotWritable, openForReading } from '#worker/store/open-database.ts';
import { problem } from '../errors.ts';
import { inTransaction } from '../transaction.ts';
import { randomId } from './link-id.ts';
import { assertPresentVersion, migrate } from './migrations.ts';
import { assertManaged, assertWritable, isAdministrator, listsProject, seesProject } from './project-access.ts';
import {
  type Computed,
  type Entry,
  type EntryContent,
  EVERYBODY,
  type LinkContent,
  type NewEntry,
  type Picture,
  type Project,
  type ProjectLimits,
  type ProjectReader,
  type ProjectRepository,
  type ShareLink,
} from './repository.ts';

/** How long a change waits for another process. The whole server waits with it. */
const BUSY_MS = 2000;
const SQLITE_BUSY = 5;
const PROJECT_ID_LENGTH = 16;
/** Numbers of a result that are kept beside an entry for lists. */
const MAX_NUMBERS = 40;

type Row = Record<string, unknown>;

export interface SqliteOptions {
  readonly limits: ProjectLimits;
  /** Changes nothing, not even the version of the tables. */
  readonly readOnly?: boolean;
  readonly now?: () => number;
}

/** @param path of the file, or `:memory:`; its folder must exist */
export function openSqliteRepository(
  path: string,
  options: SqliteOptions,
): ProjectRepository & { readonly path: string } {
  return new SqliteRepository(path, options);
}

class SqliteRepository implements ProjectRepository {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #limits: ProjectLimits;
  readonly #now: () => number;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, { limits, readOnly = false, now = Date.now }: SqliteOptions) {
    this.path = path;
    this.#limits = limits;
    this.#now = now;
    this.#database = readOnly ? openPresent(path) : openWritable(path);
  }

  list(who: ProjectReader): Project[] {
    const all = this.#all('SELECT * FROM projects ORDER BY name, id').map(projectOf);
    return all.filter((project) => listsProject(who, project));
  }

  create(who: ProjectReader, name: string): Project {
    return this.#change(() => {
      const count = this.#count('SELECT count(*) AS n FROM projects WHERE owner = ?', who.owner);
      refuseAbove('projects', this.#limits.projects, count + 1);
      const id = randomId(PROJECT_ID_LENGTH);
      const now = this.#time();
      const access = who.access && JSON.stringify(who.access);
      this.#run(
        'INSERT INTO projects (id, owner, name, version, created, updated, access) VALUES (?, ?, ?, 1, ?, ?, ?)',
        [id, who.owner, name, now, now, access],
      );
      return this.read(who, id);
    });
  }

  read(who: ProjectReader, id: string): Project {
    const [row] = this.#all('SELECT * FROM projects WHERE id = ?', id);
    const project = row && projectOf(row);
    if (!project || !seesProject(who, project)) throw problem('NOT_FOUND', `there is no project ${id}`);
    return project;
  }

  writable(who: ProjectReader, id: string): Project {
    return assertWritable(who, this.read(who, id));
  }

  rename(who: ProjectReader, id: string, name: string, expected: number): Project {
    return this.#change(() => {
      assertVersion(assertManaged(who, this.read(who, id)), expected);
      this.#run('UPDATE projects SET name = ?, version = version + 1, updated = ? WHERE id = ?', [
        name,
        this.#time(),
        id,
      ]);
      return this.read(who, id);
    });
  }

  setAccess(who: ProjectReader, id: string, access: CollectionAccess, expected: number): Project {
    return this.#change(() => {
      const before = assertManaged(who, this.read(who, id));
      assertVersion(before, expected);
      const owner = before.owner === EVERYBODY ? who.owner : before.owner;
      const text = JSON.stringify({ ...checkAccess(access), owner });
      this.#run('UPDATE projects SET access = ?, owner = ?, version = version + 1, updated = ? WHERE id = ?', [
        text,
        owner,
        this.#time(),
        id,
      ]);
      return this.read(who, id);
    });
  }

  adopt(owner: string, access: CollectionAccess): void {
    this.#change(() => {
      const text = JSON.stringify(access);
      this.#run('UPDATE projects SET owner = ?, access = ? WHERE owner = ?', [owner, text, EVERYBODY]);
      this.#run('UPDATE OR IGNORE links SET owner = ? WHERE owner = ?', [owner, EVERYBODY]);
    });
  }

  remove(who: ProjectReader, id: string, expected: number): void {
    this.#change(() => {
      assertVersion(assertManaged(who, this.read(who, id)), expected);
      this.#run('DELETE FROM projects WHERE id = ?', [id]);
    });
  }

  entries(who: ProjectReader, project: string): Entry[] {
    this.read(who, project);
    return this.#all(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE project = ? ORDER BY place`, project).map(entryOf);
  }

  entry(who: ProjectReader, project: string, id: string): Entry {
    this.read(who, project);
    const [row] = this.#all(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE id = ? AND project = ?`, id, project);
    if (!row) throw problem('NOT_FOUND', `there is no entry ${id} in project ${project}`);
    return entryOf(row);
  }

  computed(who: ProjectReader, project: string, id: string): Computed | null {
    this.entry(who, project, id);
    const [row] = this.#all('SELECT computed FROM entries WHERE id = ?', id);
    return typeof row?.computed === 'string' ? (JSON.parse(row.computed) as Computed) : null;
  }

  addEntries(who: ProjectReader, project: string, entries: readonly NewEntry[]): Entry[] {
    return this.#change(() => {
      const { entryCount } = this.writable(who, project);
      refuseAbove('entries of the project', this.#limits.entriesPerProject, entryCount + entries.length);
      const ids = entries.map((entry) => this.#insert(who.owner, project, entry));
      this.#settle(project);
      return ids.map((id) => this.entry(who, project, id));
    });
  }

  updateEntry(
    who: ProjectReader,
    project: string,
    id: string,
    change: { readonly content: EntryContent; readonly computed?: Computed | null | undefined },
    expected: number,
  ): Entry {
    return this.#change(() => {
      this.writable(who, project);
      const before = this.entry(who, project, id);
      assertVersion(before, expected);
      const computed = change.computed === undefined ? this.computed(who, project, id) : change.computed;
      const row = this.#row({ content: change.content, computed, picture: before.picture });
      this.#run(
        `UPDATE entries SET version = version + 1, updated = ?, content = ?, process = ?, numbers = ?, computed = ?, size_bytes = ?
         WHERE id = ?`,
        [this.#time(), row.content, row.process, row.numbers, row.computed, row.sizeBytes, id],
      );
      this.#settle(project);
      return this.entry(who, project, id);
    });
  }

  setPicture(who: ProjectReader, project: string, id: string, picture: Picture, expected: number): Entry {
    return this.#change(() => {
      this.writable(who, project);
      const before = this.entry(who, project, id);
      assertVersion(before, expected);
      this.#run(
        `UPDATE entries SET version = version + 1, updated = ?, picture = ?, picture_sha256 = ?, size_bytes = size_bytes + ?
         WHERE id = ?`,
        [
          this.#time(),
          JSON.stringify(picture),
          picture.sha256,
          picture.sizeBytes - (before.picture?.sizeBytes ?? 0),
          id,
        ],
      );
      this.#settle(project);
      return this.entry(who, project, id);
    });
  }

  removeEntry(who: ProjectReader, project: string, id: string, expected: number): void {
    this.#change(() => {
      this.writable(who, project);
      assertVersion(this.entry(who, project, id), expected);
      this.#run('DELETE FROM entries WHERE id = ?', [id]);
      this.#settle(project);
    });
  }

  hasPicture(sha256: string): boolean {
    return this.#all('SELECT 1 FROM entries WHERE picture_sha256 = ? LIMIT 1', sha256).length > 0;
  }

  addLink({ owner }: ProjectReader, content: LinkContent, isOpen: boolean): { link: ShareLink; isNew: boolean } {
    const text = JSON.stringify(content);
    const hash = createHash('sha256').update(text).digest('hex');
    return this.#change(() => {
      const [known] = this.#all('SELECT * FROM links WHERE owner = ? AND content_hash = ?', owner, hash);
      if (known) return { link: linkOf(known), isNew: false };
      const sizeBytes = this.#fitting(text);
      refuseAbove('links', this.#limits.links, this.#count('SELECT count(*) AS n FROM links') + 1);
      const id = randomId();
      this.#run(
        'INSERT INTO links (id, owner, created, content_hash, content, size_bytes, open) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [id, owner, this.#time(), hash, text, sizeBytes, isOpen ? 1 : 0],
      );
      this.#assertRoom();
      return { link: this.link(id), isNew: true };
    });
  }

  link(id: string): ShareLink {
    const [row] = this.#all('SELECT * FROM links WHERE id = ?', id);
    if (!row) throw problem('NOT_FOUND', `there is no link ${id}`);
    return linkOf(row);
  }

  removeLink(who: ProjectReader, id: string): void {
    this.#change(() => {
      const { changes } = this.#run('DELETE FROM links WHERE id = ? AND (owner = ? OR ?)', [
        id,
        who.owner,
        isAdministrator(who) ? 1 : 0,
      ]);
      if (Number(changes) === 0) throw problem('NOT_FOUND', `there is no link ${id}`);
    });
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #insert(owner: string, project: string, entry: NewEntry): string {
    const id = randomId(PROJECT_ID_LENGTH);
    const now = this.#time();
    const row = this.#row(entry);
    this.#run(
      `INSERT INTO entries (id, project, owner, version, created, updated, content, process, numbers, computed, picture, picture_sha256, size_bytes)
       VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        project,
        owner,
        now,
        now,
        row.content,
        row.process,
        row.numbers,
        row.computed,
        entry.picture ? JSON.stringify(entry.picture) : null,
        entry.picture?.sha256 ?? null,
        row.sizeBytes,
      ],
    );
    return id;
  }

  #row({ content, computed = null, picture = null }: NewEntry) {
    const text = JSON.stringify(content);
    const computedText = computed === null ? null : JSON.stringify(computed);
    return {
      content: text,
      computed: computedText,
      process: computed?.process ?? null,
      numbers: computed === null ? null : JSON.stringify(topNumbers(computed.result)),
      sizeBytes: this.#fitting(text, computedText ?? '') + (picture?.sizeBytes ?? 0),
    };
  }

  /** Bytes of the texts. @throws {HttpProblem} LIMIT */
  #fitting(...texts: string[]): number {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    refuseAbove('bytes of an entry', this.#limits.entryBytes, bytes);
    return bytes;
  }

  /** After a change of its entries: the project's version and sums. */
  #settle(project: string): void {
    this.#run(
      `UPDATE projects SET version = version + 1, updated = ?,
         entry_count = (SELECT count(*) FROM entries WHERE project = projects.id),
         size_bytes = (SELECT coalesce(sum(size_bytes), 0) FROM entries WHERE project = projects.id)
       WHERE id = ?`,
      [this.#time(), project],
    );
    this.#assertRoom();
  }

  #assertRoom(): void {
    const used = this.#count(
      `SELECT (SELECT coalesce(sum(size_bytes), 0) FROM projects) + (SELECT coalesce(sum(size_bytes), 0) FROM links) AS n`,
    );
    refuseAbove('bytes of everything kept', this.#limits.totalBytes, used);
  }

  /** One transaction: everything or nothing. */
  #change<Result>(work: () => Result): Result {
    try {
      return inTransaction(this.#database, work);
    } catch (error) {
      throw isBusy(error) ? problem('BUSY', 'another program is writing the projects; try again') : error;
    }
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #run(sql: string, values: readonly SQLInputValue[]) {
    return this.#prepared(sql).run(...values);
  }

  #all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  #count(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).get(...values)?.n);
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** On a disk that takes nothing it is read as it is; changes then say so. */
function openWritable(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: BUSY_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    if (isNotWritable(error) && existsSync(path)) return openPresent(path);
    throw error;
  }
}

function openPresent(path: string): DatabaseSync {
  const database = openForReading(path, BUSY_MS);
  try {
    assertPresentVersion(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Without the results, which may be large. */
const ENTRY_COLUMNS = 'id, project, owner, version, created, updated, content, process, numbers, picture';

function projectOf(row: Row): Project {
  return {
    id: String(row.id),
    owner: String(row.owner),
    name: String(row.name),
    version: Number(row.version),
    created: String(row.created),
    updated: String(row.updated),
    entryCount: Number(row.entry_count),
    sizeBytes: Number(row.size_bytes),
    access: typeof row.access === 'string' ? (JSON.parse(row.access) as CollectionAccess) : null,
  };
}

function entryOf(row: Row): Entry {
  const parsed = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : null);
  return {
    ...(parsed(row.content) as EntryContent),
    id: String(row.id),
    project: String(row.project),
    owner: String(row.owner),
    version: Number(row.version),
    created: String(row.created),
    updated: String(row.updated),
    picture: parsed(row.picture) as Picture | null,
    process: typeof row.process === 'string' ? row.process : null,
    numbers: parsed(row.numbers) as Record<string, number> | null,
  };
}

function linkOf(row: Row): ShareLink {
  return {
    id: String(row.id),
    owner: String(row.owner),
    created: String(row.created),
    isOpen: row.open === 1,
    content: JSON.parse(String(row.content)) as LinkContent,
  };
}

function topNumbers(result: Readonly<Record<string, unknown>>): Record<string, number> {
  const found = Object.entries(result).filter((pair): pair is [string, number] => typeof pair[1] === 'number');
  return Object.fromEntries(found.slice(0, MAX_NUMBERS));
}

function assertVersion({ id, version, updated }: Pick<Project, 'id' | 'version' | 'updated'>, expected: number): void {
  if (version === expected) return;
  const detail = `${id} was changed meanwhile: expected version ${expected}, the current one is ${version}`;
  throw problem('PRECONDITION_FAILED', detail, {}, { version, updated });
}

function refuseAbove(what: string, limit: number, seen: number): void {
  if (seen > limit) throw problem('LIMIT', `${what}: expected at most ${limit}, seen ${seen}`, {}, { limit, seen });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}
