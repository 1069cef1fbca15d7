/** The facts of the data under an area, fetched when the dialog opens. */
import { useEffect, useState } from 'react';
import { type Failure, failureOf, isAbort } from '../../tools/run.ts';
import { getFacts, type TakeOutFacts } from './facts.ts';
import type { TakeOutArea } from './settings.ts';

export interface LoadedFacts {
  readonly facts: TakeOutFacts | null;
  readonly failure: Failure | null;
}

export function useFacts(area: TakeOutArea, collections: readonly string[]): LoadedFacts {
  const [loaded, setLoaded] = useState<LoadedFacts>({ facts: null, failure: null });
  // by what they say, not by who made them: a parent may pass new objects each time
  const key = JSON.stringify([area, collections]);
  useEffect(() => {
    const own = new AbortController();
    const [where, ids] = JSON.parse(key) as [TakeOutArea, string[]];
    getFacts(where, ids, own.signal).then(
      (facts) => own.signal.aborted || setLoaded({ facts, failure: null }),
      (error: unknown) => isAbort(error) || own.signal.aborted || setLoaded({ facts: null, failure: failureOf(error) }),
    );
    return () => own.abort();
  }, [key]);
  return loaded;
}
