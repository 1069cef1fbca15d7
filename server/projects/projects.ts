/** The projects of a server: the database and the pictures, opened when they are first needed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '#worker/store/atomic-file.ts';
import type { Config } from '../config.ts';
import { PictureFiles } from './picture-files.ts';
import type { ProjectLimits, ProjectRepository } from './repository.ts';
import { openSqliteRepository } from './sqlite-repository.ts';

const DATABASE = 'projects.sqlite';
const PICTURES = 'pictures';

export class Projects {
  readonly pictures: PictureFiles;
  readonly #dir: string;
  readonly #limits: ProjectLimits;
  readonly #mayWrite: boolean;
  readonly #onFault: (error: unknown) => void;
  #open: ProjectRepository | null = null;
  /** Stands for a database that is not there yet. */
  #empty: ProjectRepository | null = null;

  constructor(config: Config, onFault: (error: unknown) => void) {
    this.#dir = config.projectsDir;
    this.#mayWrite = config.allowWrites;
    this.#onFault = onFault;
    this.#limits = {
      projects: config.projects,
      entriesPerProject: config.projectEntries,
      entryBytes: config.projectEntryBytes,
      totalBytes: config.projectTotalBytes,
      links: config.links,
    };
    this.pictures = new PictureFiles(join(this.#dir, PICTURES));
  }

  /** For reading. Where nothing was ever kept, nothing is made. */
  reading(): ProjectRepository {
    if (this.#open) return this.#open;
    const path = join(this.#dir, DATABASE);
    if (existsSync(path)) {
      this.#open = openSqliteRepository(path, { limits: this.#limits, readOnly: !this.#mayWrite });
      if (this.#mayWrite) void this.sweep();
      return this.#open;
    }
    this.#empty ??= openSqliteRepository(':memory:', { limits: this.#limits });
    return this.#empty;
  }

  /** For changes; routes ask first whether they are allowed. */
  writing(): ProjectRepository {
    const path = join(this.#dir, DATABASE);
    if (!this.#open && !existsSync(path)) {
      // notes and photos are for those who may see the server's pages, not for everybody on the machine
      makeFolderSync(this.#dir, 0o700);
      this.#open = openSqliteRepository(path, { limits: this.#limits });
    }
    return this.reading();
  }

  /** Takes away pictures that no entry has any more. */
  async sweep(): Promise<void> {
    const repository = this.writing();
    await this.pictures.sweep((sha256) => repository.hasPicture(sha256)).catch(this.#onFault);
  }

  close(): void {
    this.#open?.close();
    this.#empty?.close();
    this.#open = null;
    this.#empty = null;
  }
}
