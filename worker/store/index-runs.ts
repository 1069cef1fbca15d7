/**
 * Runs of the indexer that are going on, as small files beside the catalogue: so that the server can tell how far an index run on
 * the command line has come. A file of a process that is gone counts for nothing; the next run removes it.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from './atomic-file.ts';
import type { Visibility } from './index-summary.ts';
import { isAlive, ownIdentity, parseIdentity } from './process-identity.ts';

const RUNS_FOLDER = '.runs';
const RUN_FILE = /^([0-9a-f-]{36})\.json$/;
const WRITE_EVERY_MS = 1000;

export interface RunProgress {
  readonly phase: string;
  readonly percent: number;
  readonly points: number;
  readonly pointsPerSecond: number;
  readonly secondsLeft: number | null;
  readonly item?: string;
  readonly index?: number;
  readonly count?: number;
}

export interface IndexRun {
  readonly id: string;
  readonly collection: string;
  readonly visibility: Visibility;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly updated: number;
  /** Null until the first report. */
  readonly progress: RunProgress | null;
}

/** A run of this process. */
export class OwnIndexRun implements Disposable {
  private readonly path: string;
  private readonly facts: Omit<IndexRun, 'updated' | 'progress'>;
  private readonly owner = ownIdentity();
  private written = Number.NEGATIVE_INFINITY;

  constructor(storeDir: string, { collection, visibility }: Pick<IndexRun, 'collection' | 'visibility'>) {
    const dir = join(storeDir, RUNS_FOLDER);
    mkdirSync(dir, { recursive: true });
    for (const path of files(storeDir)) if (!readRun(path)) rmSync(path, { force: true });
    this.facts = { id: randomUUID(), collection, visibility, started: Date.now() };
    this.path = join(dir, `${this.facts.id}.json`);
    this.write(null);
  }

  /** Written once a second at most. */
  report(progress: RunProgress): void {
    const now = performance.now();
    if (now - this.written < WRITE_EVERY_MS) return;
    this.written = now;
    this.write(progress);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { force: true });
  }

  private write(progress: RunProgress | null): void {
    const text = JSON.stringify({ owner: this.owner, ...this.facts, updated: Date.now(), progress });
    const temporary = `${this.path}.tmp`;
    writeFileSync(temporary, text);
    renameSync(temporary, this.path);
  }
}

/** Runs of processes that live, oldest first. */
export function listIndexRuns(storeDir: string): IndexRun[] {
  const runs = files(storeDir).map(readRun);
  return runs.filter((run) => run !== null).sort((a, b) => a.started - b.started);
}

function files(storeDir: string): string[] {
  const dir = join(storeDir, RUNS_FOLDER);
  try {
    return readdirSync(dir)
      .filter((name) => RUN_FILE.test(name))
      .map((name) => join(dir, name));
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** @returns null for what is no run of a living process */
function readRun(path: string): IndexRun | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('owner' in value)) return null;
    const owner = parseIdentity(JSON.stringify(value.owner));
    if (!owner || !isAlive(owner)) return null;
    const { id, collection, visibility, started, updated, progress } = value as unknown as IndexRun;
    if (typeof id !== 'string' || typeof collection !== 'string' || typeof started !== 'number') return null;
    return { id, collection, visibility, started, updated, progress };
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
