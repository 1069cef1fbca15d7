/** Asking the server for one paper at a time, with progress, and handing it to the user as a file. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExecuteOptions, ResultFile } from '../../api/processes.ts';
import { downloadBlob } from '../download.ts';
import { type Failure, failureOf, isAbort } from '../run.ts';

export interface PaperRun {
  /** Which paper is being made; null: none. */
  readonly making: string | null;
  readonly percent: number;
  /** The last one that was handed over. */
  readonly made: string | null;
  readonly failure: Failure | null;
  make(key: string, ask: (options: ExecuteOptions) => Promise<ResultFile>): void;
  stop(): void;
}

export function usePaper(): PaperRun {
  const [state, setState] = useState<Omit<PaperRun, 'make' | 'stop'>>({
    making: null,
    percent: 0,
    made: null,
    failure: null,
  });
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  const make = useCallback(
    (key: string, ask: (options: ExecuteOptions) => Promise<ResultFile>) => {
      stop();
      const own = new AbortController();
      running.current = own;
      const set = (part: Partial<typeof state>) => own.signal.aborted || setState((before) => ({ ...before, ...part }));
      setState({ making: key, percent: 0, made: null, failure: null });
      ask({ signal: own.signal, onProgress: (percent) => void set({ percent }) }).then(
        ({ name, blob }) => {
          if (own.signal.aborted) return;
          downloadBlob(name, blob);
          set({ making: null, made: name });
        },
        (error: unknown) => {
          if (isAbort(error)) setState((before) => (running.current === null ? { ...before, making: null } : before));
          else set({ making: null, failure: failureOf(error) });
        },
      );
    },
    [stop],
  );
  return { ...state, make, stop };
}
