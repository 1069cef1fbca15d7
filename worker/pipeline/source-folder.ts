/** A folder in which sources are looked for by name and content: files in it and below, and entries of zips. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TengunError } from '#core/errors.ts';
import { expandInputs, type InputFile } from './expand-inputs.ts';
import { digestPlace, filePlace, type SourcePlace } from './source-place.ts';

export class SourceFolder {
  private readonly dir: string;
  private listed: Promise<ReadonlyMap<string, readonly InputFile[]>> | undefined;

  constructor(dir: string) {
    this.dir = dir;
  }

  /**
   * @param scratchDir where a deflated LAZ may be unpacked
   * @returns null when no file of this name has this content
   */
  async find(name: string, sha256: string, scratchDir: string, signal?: AbortSignal): Promise<SourcePlace | null> {
    const path = join(this.dir, basename(name));
    const found = await stat(path).catch(() => null);
    if (found?.isFile() && (await digestPlace(filePlace(path), signal)).sha256 === sha256) return filePlace(path);
    this.listed ??= this.list();
    for (const file of (await this.listed).get(name) ?? []) {
      try {
        const place = await file.locate(scratchDir);
        if (dirname(place.path) === this.dir && !place.zipped) continue;
        if ((await digestPlace(place, signal)).sha256 === sha256) return place;
      } catch (error) {
        // another damaged file of this name is not the one that is looked for
        if (!(error instanceof TengunError)) throw error;
      }
    }
    return null;
  }

  private async list(): Promise<ReadonlyMap<string, readonly InputFile[]>> {
    const files = (await stat(this.dir).catch(() => null)) ? await expandInputs([this.dir]) : [];
    return Map.groupBy(files, ({ name }) => name);
  }
}
