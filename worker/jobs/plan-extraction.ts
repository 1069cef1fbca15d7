/** Settles what an extraction reads, away from the thread that answers requests. */
import { planExtraction } from '../extract/plan-extraction.ts';

export const run = planExtraction;
