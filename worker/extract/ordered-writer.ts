/** Writes the results of work that runs in parallel in the order in which it was begun, holding only a few of them. */
import type { FileHandle } from 'node:fs/promises';

export class OrderedWriter<R> {
  private readonly file: FileHandle;
  private readonly width: number;
  private readonly bytesOf: (result: R) => Uint8Array;
  private readonly running: Promise<R>[] = [];
  private at: number;

  /**
   * @param begin where the first bytes go
   * @param width works at the same time
   * @param bytesOf what of a result is written; called in order
   */
  constructor(file: FileHandle, begin: number, width: number, bytesOf: (result: R) => Uint8Array) {
    this.file = file;
    this.at = begin;
    this.width = width;
    this.bytesOf = bytesOf;
  }

  /** Where the next bytes would go, once everything is written. */
  get end(): number {
    return this.at;
  }

  /** Begins a work; waits while as many as may be are under way. @throws what an earlier one threw */
  async add(work: () => Promise<R>): Promise<void> {
    while (this.running.length >= this.width) await this.writeFirst();
    const task = work();
    // a failure is heard when its turn comes
    task.catch(() => undefined);
    this.running.push(task);
  }

  /** Waits for all. */
  async finish(): Promise<void> {
    while (this.running.length > 0) await this.writeFirst();
  }

  private async writeFirst(): Promise<void> {
    const bytes = this.bytesOf(await this.running.shift()!);
    await writeAt(this.file, bytes, this.at);
    this.at += bytes.length;
  }
}

export async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
