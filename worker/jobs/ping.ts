/** Answers with the thread's memory, so that readiness probes know that threads start. */
import { memoryUsage } from 'node:process';
import { threadId } from 'node:worker_threads';

export function run(_input: Record<string, never>): { threadId: number; rssBytes: number } {
  return { threadId, rssBytes: memoryUsage.rss() };
}
