/** Requests of a tool, one at a time: the next one ends the one before, which says nothing any more. */
import { failureOf, isAbort, type RunAction } from './run.ts';

export interface AskOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (percent: number) => void;
}

export interface RunFollower {
  /** Tells the life of a request: begun, how far, its answer, or why there is none. */
  follow<Result>(
    tell: (action: RunAction<Result>) => void,
    ask: (options: AskOptions) => Promise<Result>,
  ): Promise<void>;
  /** Ends the request under way, if there is one; it tells that it was stopped. */
  stop(): void;
}

export function createRunFollower(): RunFollower {
  let running: AbortController | null = null;
  const stop = () => {
    running?.abort();
    running = null;
  };
  return {
    stop,
    async follow(tell, ask) {
      stop();
      const own = new AbortController();
      running = own;
      tell({ type: 'run' });
      try {
        const onProgress = (percent: number) => void (own.signal.aborted || tell({ type: 'progress', percent }));
        const result = await ask({ signal: own.signal, onProgress });
        own.signal.throwIfAborted();
        tell({ type: 'done', result });
      } catch (error) {
        if (running !== own && running !== null) return;
        tell(isAbort(error) ? { type: 'stopped' } : { type: 'failed', failure: failureOf(error) });
      }
    },
  };
}
