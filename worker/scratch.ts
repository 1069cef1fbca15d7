/** The scratch buffers of a thread, shared by the jobs that run there one after the other. */
import { Scratch } from '#core/binary/scratch.ts';

export const threadScratch = new Scratch();
