/** Something that a reader noticed and that may make a measurement wrong: a stable code, and a sentence for people. */
export interface ReaderCheck {
  readonly code: string;
  readonly message: string;
}

/** `1.234` metres as a reader of messages wants it: at most three decimals, no zeros behind them. */
export const shortNumber = (value: number): string => String(Number(value.toFixed(3)));
