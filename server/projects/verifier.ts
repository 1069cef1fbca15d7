/** Runs what was stored again and holds the numbers against the stored ones. */
import { createHash } from 'node:crypto';
import { TengunError } from '#core/errors.ts';
import { isDiskFileResult, isFileResult } from '#worker/file-result.ts';
import { audienceKey } from '#worker/store/audience.ts';
import type { Asker } from '../access/asker.ts';
import type { Services } from '../app-types.ts';
import { HttpProblem, problem } from '../errors.ts';
import { type Comparison, compareResults } from './compare-results.ts';
import type { Computed } from './repository.ts';

export interface Verification extends Omit<Comparison, 'status'> {
  /** Besides those of the comparison: `failed`, the process could not be run again; `problem` says why. */
  readonly status: Comparison['status'] | 'failed';
  readonly process: string;
  /** When it was computed again; ISO 8601, UTC. */
  readonly checked: string;
  readonly problem?: { readonly code: string; readonly message: string };
}

/** Somebody else who asks the same within this time gets the same answer. */
const FRESH_MS = 60_000;
const MAX_REMEMBERED = 200;
const NOTHING: Omit<Comparison, 'status'> = {
  differences: [],
  differenceCount: 0,
  numbersCompared: 0,
  versionsStored: [],
  versionsNow: [],
};

type Parts = Pick<Services, 'config' | 'processes' | 'resultFiles' | 'results'>;

export class Verifier {
  readonly #parts: Parts;
  readonly #known = new Map<string, { readonly until: number; readonly answer: Promise<Verification> }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Whether such a result can ever be verified: a process that is here, that changes nothing, and inputs that fit it.
   * @throws {HttpProblem} NO_SUCH_PROCESS, INVALID_INPUT
   */
  assertVerifiable({ process, inputs, result }: Computed): void {
    const definition = this.#parts.processes.find(process);
    if (definition.writes)
      throw problem('INVALID_INPUT', `${process} changes the store: it is not run again to verify`);
    definition.check({ inputs });
    if (typeof result.provenance !== 'object' || result.provenance === null) {
      throw problem('INVALID_INPUT', `result: expected the answer of ${process} with its provenance`);
    }
  }

  /** As the asker would compute it: what he does not see is not there. */
  async verify(computed: Computed, asker: Pick<Asker, 'audience' | 'user' | 'rights' | 'key'>): Promise<Verification> {
    const text = `${audienceKey(asker.audience)}\n${JSON.stringify(computed)}`;
    const key = createHash('sha256').update(text).digest('hex');
    const now = Date.now();
    const known = this.#known.get(key);
    if (known && known.until > now) return await known.answer;
    const answer = this.#computeAgain(computed, asker);
    this.#known.delete(key);
    this.#known.set(key, { until: now + FRESH_MS, answer });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_REMEMBERED) break;
      this.#known.delete(oldest);
    }
    const verification = await answer.catch((error: unknown) => {
      this.#known.delete(key);
      throw error;
    });
    // a server that is busy now may answer the next time
    if (verification.status === 'failed') this.#known.delete(key);
    return verification;
  }

  async #computeAgain(
    computed: Computed,
    asker: Pick<Asker, 'audience' | 'user' | 'rights' | 'key'>,
  ): Promise<Verification> {
    const { config, processes, resultFiles, results } = this.#parts;
    const { process, inputs, result: stored } = computed;
    const room = resultFiles.room();
    const timeout = AbortSignal.timeout(config.syncTimeoutMs);
    try {
      this.assertVerifiable(computed);
      const options = { asker, signal: timeout, onProgress: () => undefined, room, isJob: false };
      const result = await processes.run(processes.find(process), inputs, options);
      if (isDiskFileResult(result) || isFileResult(result)) {
        throw problem('INVALID_INPUT', `${process}: these inputs ask for a file, which is not compared`);
      }
      await results.keep(process, inputs, result);
      const now: unknown = JSON.parse(JSON.stringify(result));
      return { process, checked: new Date().toISOString(), ...compareResults(stored, now) };
    } catch (error) {
      const late = timeout.aborted
        ? problem(
            'TIMEOUT',
            `not done after ${config.syncTimeoutMs / 1000} s: too large to be verified while somebody waits`,
          )
        : error;
      if (!(late instanceof HttpProblem || late instanceof TengunError)) throw error;
      const why = { code: late.code, message: late.message };
      return { status: 'failed', process, checked: new Date().toISOString(), ...NOTHING, problem: why };
    } finally {
      await room.discard();
    }
  }
}
