/** Running a take-out as a job: progress, stopping, files or why there are none. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { executeForFiles, type JobFiles } from '../../api/processes.ts';
import { failureOf, IDLE, isAbort, type Run } from '../../tools/run.ts';
import type { TakeOutRequest } from './settings.ts';

export interface TakeOutRun {
  readonly run: Run<JobFiles>;
  start(request: TakeOutRequest): void;
  /** Ends the job, or puts its result aside. */
  reset(): void;
}

export function useTakeOut(): TakeOutRun {
  const [run, setRun] = useState<Run<JobFiles>>(IDLE);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  const reset = useCallback(() => {
    stop();
    setRun(IDLE);
  }, [stop]);
  const start = useCallback(
    ({ process, inputs }: TakeOutRequest) => {
      stop();
      const own = new AbortController();
      running.current = own;
      const set = (next: Run<JobFiles>) => own.signal.aborted || setRun(next);
      setRun({ state: 'running' });
      const onProgress = (progress: number) => void set({ state: 'running', progress });
      executeForFiles(process, inputs, { signal: own.signal, onProgress }).then(
        (result) => set({ state: 'done', result }),
        (error: unknown) => isAbort(error) || set({ state: 'failed', failure: failureOf(error) }),
      );
    },
    [stop],
  );
  return { run, start, reset };
}
