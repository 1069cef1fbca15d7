/** Runs processes on worker threads: a few at a time, the others in line, on what their asker sees. */
import type { Progress, WorkerPool } from '#worker/pool.ts';
import type { Audience } from '#worker/store/audience.ts';
import type { CollectionAccess } from '#worker/store/collection-access.ts';
import { type Asker, accessOfOwn } from '../access/asker.ts';
import { problem } from '../errors.ts';
import { Gate } from '../gate.ts';

/** The part of an OGC API Processes description that differs from process to process, and how it is run. */
export interface ProcessDefinition {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly inputs: Readonly<Record<string, ProcessInput>>;
  /** Whether it changes the store. */
  readonly writes?: true;
  /** JSON schema of the one output, `result`. */
  readonly result: object;
  /** Media types in which it may be a file instead. */
  readonly files?: readonly string[];
  /** Inputs that work on the demo scene. */
  readonly example: JsonObject;
  /** Refuses a request that does not fit its schema, before a thread is troubled. @throws {RequestError} INVALID_INPUT */
  check(request: { readonly inputs: JsonObject }): void;
  run(pool: WorkerPool, input: JobInput, options: RunningProcess): Promise<unknown>;
}

export type JsonObject = { readonly [name: string]: unknown };

/** What the jobs of measuring take. */
export interface JobInput {
  readonly storeDir: string;
  readonly request: { readonly inputs: JsonObject };
  /** What the asker does not see does not exist for a process. */
  readonly audience: Audience;
  /** Of what a process makes; null: of whoever knows its id. */
  readonly access: CollectionAccess | null;
}

export interface ProcessInput {
  readonly title: string;
  readonly description?: string;
  readonly schema: object;
  readonly minOccurs: 0 | 1;
}

export interface RunningProcess {
  readonly asker: Pick<Asker, 'audience' | 'user' | 'rights' | 'key'>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Where a process puts a result that is a large file; the folder is made when it is asked for. */
  readonly room: ResultRoom;
  /** Whether nobody waits for the answer: more may be asked for then. */
  readonly isJob: boolean;
}

/** A folder of one execution's own. */
export interface ResultRoom {
  folder(): Promise<string>;
}

export interface ProcessRunnerOptions {
  readonly pool: WorkerPool;
  readonly maxWaiting: number;
  /** One alone may not fill the line: the others would find the server busy. */
  readonly maxWaitingOfOne: number;
  readonly storeDir: string;
  readonly definitions: readonly ProcessDefinition[];
}

export class ProcessRunner {
  readonly definitions: readonly ProcessDefinition[];
  readonly gate: Gate;
  readonly #pool: WorkerPool;
  readonly #storeDir: string;

  constructor({ pool, maxWaiting, maxWaitingOfOne, storeDir, definitions }: ProcessRunnerOptions) {
    this.definitions = definitions;
    this.#pool = pool;
    this.#storeDir = storeDir;
    this.gate = new Gate({ slots: pool.threads, maxWaiting, maxWaitingOfOne });
  }

  /** @throws {HttpProblem} NO_SUCH_PROCESS */
  find(id: string): ProcessDefinition {
    const found = this.definitions.find((definition) => definition.id === id);
    if (found) return found;
    const known = this.definitions.map((definition) => definition.id).join(', ');
    throw problem('NO_SUCH_PROCESS', `no process ${id.slice(0, 80)}; there are: ${known}`);
  }

  /**
   * @param started called when a thread is free for it
   * @throws whatever the process throws; the signal's reason when it is aborted
   */
  async run(
    definition: ProcessDefinition,
    inputs: JsonObject,
    options: RunningProcess,
    started: () => void = () => undefined,
  ): Promise<unknown> {
    const { signal, asker } = options;
    try {
      return await this.gate.run(
        async () => {
          started();
          const { audience } = asker;
          const input = { storeDir: this.#storeDir, request: { inputs }, audience, access: accessOfOwn(asker) };
          return await definition.run(this.#pool, input, options);
        },
        signal,
        asker.key,
      );
    } catch (error) {
      // the pool's own AbortError says less than why
      signal.throwIfAborted();
      throw error;
    }
  }
}
