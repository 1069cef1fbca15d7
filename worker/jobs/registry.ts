/**
 * Every job that a worker thread can run: name → module. A module exports `run(input, context)`; the types of messages
 * follow from it. One line a job.
 */
export const jobs = {
  ping: () => import('./ping.ts'),
};

export type JobName = keyof typeof jobs;
type Run<N extends JobName> = Awaited<ReturnType<(typeof jobs)[N]>>['run'];
export type JobInput<N extends JobName> = Parameters<Run<N>>[0];
export type JobOutput<N extends JobName> = Awaited<ReturnType<Run<N>>>;
