/** Loads what a panel shows, and again after a change; failures are said in the panel. */
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';

export interface Loaded<T> {
  /** Null until it is there. */
  readonly value: T | null;
  readonly failure: ApiError | null;
  reload(): void;
  /** Does something, and loads anew; what fails is told. @returns whether it went well */
  change(work: () => Promise<unknown>, done?: string): Promise<boolean>;
}

export function useLoad<T>(load: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const latest = useRef(load);
  latest.current = load;
  const asked = useRef(0);
  const reload = useCallback(() => {
    const number = ++asked.current;
    // an answer that comes after that of a later question is out of date
    const ifLast = (show: () => void) => number === asked.current && show();
    latest.current().then(
      (loaded) =>
        ifLast(() => {
          setValue(() => loaded);
          setFailure(null);
        }),
      (error: unknown) => ifLast(() => setFailure(asApiError(error))),
    );
  }, []);
  useEffect(reload, [reload]);
  const change = useCallback(
    async (work: () => Promise<unknown>, done?: string) => {
      const isDone = await attempt(work, done);
      if (isDone) reload();
      return isDone;
    },
    [reload],
  );
  return { value, failure, reload, change };
}

/** Does something; what fails is told. @returns whether it went well */
export async function attempt(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work();
    if (done !== undefined) notifications.show({ message: done, autoClose: 3000, withCloseButton: false });
    return true;
  } catch (error) {
    notifications.show({
      message: asApiError(error).message,
      color: 'red',
      autoClose: 8000,
    });
    return false;
  }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError(0, 'UNKNOWN', error instanceof Error ? error.message : String(error));
}
