/** Sending a request for a use. */
import { useCallback, useState } from 'react';
import { isRecord, postJson } from '../../api/client.ts';
import { failureOf } from '../../tools/run.ts';
import { requestBody, type SentRequest } from './draft.ts';

export type Sending =
  | { readonly state: 'writing' | 'sending' }
  | { readonly state: 'sent'; readonly id: string }
  | { readonly state: 'failed'; readonly code: string };

export function useSending() {
  const [sending, setSending] = useState<Sending>({ state: 'writing' });
  const send = useCallback(async (request: SentRequest) => {
    setSending({ state: 'sending' });
    try {
      const answer = await postJson('/api/requests', requestBody(request));
      setSending({ state: 'sent', id: isRecord(answer) && typeof answer.id === 'string' ? answer.id : '' });
    } catch (error) {
      setSending({ state: 'failed', code: failureOf(error).code });
    }
  }, []);
  const reset = useCallback(() => setSending({ state: 'writing' }), []);
  return { sending, send, reset };
}
