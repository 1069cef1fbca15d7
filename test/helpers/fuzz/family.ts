/** What every family of cases has in common: how a case is made, tried, and which outcome is a failure. */
import { TengunError } from '#core/errors.ts';

/** One input. It follows from the numbers of the run and of the case alone. */
export interface FuzzInput {
  /** What it was made from. */
  readonly name: string;
  /** Names of the mutations in order. */
  readonly steps: readonly string[];
  /** As it is kept when it fails. */
  readonly bytes: Uint8Array;
  /** What such a file is called, with its dot. */
  readonly extension: string;
}

/** What a reader made of an input: `ok`, the code of a typed error, or `BUG` with what it threw instead. */
export interface Outcome {
  readonly reader: string;
  readonly result: string;
  readonly thrown?: unknown;
}

export interface Family<Input extends FuzzInput = FuzzInput> {
  readonly seedCount: number;
  makeCase(runSeed: number, number: number): Input;
  /** @returns one outcome for each reader that came to run */
  drive(input: Input): Promise<readonly Outcome[]>;
  /** @throws when what worked at first no longer does */
  checkUnharmed(): void | Promise<void>;
  close(): Promise<void>;
  /** A case that takes longer is slow. */
  readonly slowMs: number;
  /** `cpu`: of this thread's own time, so that a busy machine makes no case slow; `wall` where other threads do the work. */
  readonly clock: 'cpu' | 'wall';
}

/** A module that thread.ts runs exports this. */
export interface FamilyModule {
  /** @param folder a folder with more seeds, or null */
  openFamily(folder: string | null): Promise<Family>;
}

export const FAMILY_NAMES = ['las', 'surfaces', 'http', 'uploads', 'index'] as const;
export type FamilyName = (typeof FAMILY_NAMES)[number];

interface FamilyFacts {
  /** URL of the module. */
  readonly module: string;
  /** Share of a run over all families, by what a case costs. */
  readonly share: number;
  /** A case that runs longer hangs. */
  readonly hangMs: number;
}

const module = (name: FamilyName): string => new URL(`./families/${name}.ts`, import.meta.url).href;

export const FAMILIES: Readonly<Record<FamilyName, FamilyFacts>> = {
  las: { module: module('las'), share: 0.5, hangMs: 10_000 },
  surfaces: { module: module('surfaces'), share: 0.3, hangMs: 10_000 },
  http: { module: module('http'), share: 0.16, hangMs: 60_000 },
  uploads: { module: module('uploads'), share: 0.03, hangMs: 60_000 },
  index: { module: module('index'), share: 0.01, hangMs: 60_000 },
};

/** The seed of a case's own generator. */
export const caseSeed = (runSeed: number, number: number): number =>
  (Math.imul(runSeed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0;

/** Runs a reader; typed errors are results. @returns what it gave, null when it threw */
export async function attempt<T>(outcomes: Outcome[], reader: string, run: () => T | Promise<T>): Promise<T | null> {
  try {
    const value = await run();
    outcomes.push({ reader, result: 'ok' });
    return value;
  } catch (thrown) {
    if (thrown instanceof TengunError) outcomes.push({ reader, result: thrown.code });
    else outcomes.push({ reader, result: 'BUG', thrown });
    return null;
  }
}
