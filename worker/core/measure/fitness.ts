/**
 * Whether data are good enough for a purpose (worker/core/measure/fitness.md): density, accuracy, age and voids against
 * what the guides of public works ask for.
 */

export const PURPOSES = {
  /** 概算: a first estimate. */
  estimate: { cellM: 1, filledShare: 0.5, toleranceM: null, maxVoidShare: 0.2 },
  /** 起工測量: before the works begin. */
  'pre-construction': { cellM: 0.5, filledShare: 0.9, toleranceM: 0.1, maxVoidShare: 0.05 },
  /** 部分払い出来高: interim payment. */
  progress: { cellM: 0.5, filledShare: 0.9, toleranceM: 0.2, maxVoidShare: 0.05 },
  /** 出来形: the finished shape. */
  'as-built': { cellM: 0.1, filledShare: 0.9, toleranceM: 0.05, maxVoidShare: 0.02 },
} as const satisfies Record<string, PurposeRule>;

export interface PurposeRule {
  /** A point is asked for in every cell of this size. */
  readonly cellM: number;
  /** Share of the cells that must have one. */
  readonly filledShare: number;
  /** Largest height error at 95 %, metres; null: none is asked for. */
  readonly toleranceM: number | null;
  readonly maxVoidShare: number;
}

export type Purpose = keyof typeof PURPOSES;
/** 使える, 条件付, 再測量. */
export type Verdict = 'fit' | 'conditional' | 'resurvey';

export interface DataFacts {
  /** Share of the cells of the purpose that hold a point. */
  readonly filledShare: number;
  /** 1σ, metres; null when nobody has stated it. */
  readonly accuracyM: number | null;
  readonly voidShare: number;
  /** Whole years since the survey; null when its date is not known; absent where age is no question (two epochs compared). */
  readonly ageYears?: number | null;
}

export interface FitnessReason {
  readonly code: 'DENSITY' | 'ACCURACY' | 'ACCURACY_UNKNOWN' | 'VOID' | 'AGE' | 'AGE_UNKNOWN';
  readonly verdict: Verdict;
  readonly seen: number | null;
  readonly asked: number;
}

/** Beyond this age ground may have changed without notice. */
const OLD_YEARS = 5;
const NORMAL_95 = 1.959963984540054;

/** Every rule that is not met, and the worst verdict of them. */
export function judgeFitness(purpose: Purpose, facts: DataFacts): { verdict: Verdict; reasons: FitnessReason[] } {
  const rule: PurposeRule = PURPOSES[purpose];
  const reasons: FitnessReason[] = [];
  const add = (code: FitnessReason['code'], verdict: Verdict, seen: number | null, asked: number) =>
    reasons.push({ code, verdict, seen, asked });
  if (facts.filledShare < rule.filledShare) {
    // two thirds of what is asked for: usable where the gaps do not matter
    add(
      'DENSITY',
      facts.filledShare >= (2 / 3) * rule.filledShare ? 'conditional' : 'resurvey',
      facts.filledShare,
      rule.filledShare,
    );
  }
  if (rule.toleranceM !== null) {
    if (facts.accuracyM === null) add('ACCURACY_UNKNOWN', 'conditional', null, rule.toleranceM);
    else if (NORMAL_95 * facts.accuracyM > rule.toleranceM) {
      add('ACCURACY', 'resurvey', NORMAL_95 * facts.accuracyM, rule.toleranceM);
    }
  }
  if (facts.voidShare > rule.maxVoidShare) {
    add(
      'VOID',
      facts.voidShare <= 4 * rule.maxVoidShare ? 'conditional' : 'resurvey',
      facts.voidShare,
      rule.maxVoidShare,
    );
  }
  if (facts.ageYears === null) add('AGE_UNKNOWN', 'conditional', null, OLD_YEARS);
  else if (facts.ageYears !== undefined && facts.ageYears > OLD_YEARS)
    add('AGE', 'conditional', facts.ageYears, OLD_YEARS);
  const order: readonly Verdict[] = ['fit', 'conditional', 'resurvey'];
  const worst = Math.max(0, ...reasons.map(({ verdict }) => order.indexOf(verdict)));
  return { verdict: order[worst]!, reasons };
}
