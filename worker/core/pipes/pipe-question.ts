/** What a file of pipes leaves open and nobody may guess. */
import { TengunError } from '../errors.ts';
import type { LevelReference } from './pipe.ts';

export const MAX_PIPE_TEXT = 32_000_000;

/** Answers of the reader's user. */
export interface PipeAnswers {
  /** What columns x and y count: surveyors' x is north, that of a GIS is east. */
  readonly axes?: 'xNorth' | 'xEast';
  /** What the third coordinate is of. */
  readonly z?: LevelReference | 'none';
  /** Which of several levels counts. */
  readonly level?: LevelReference;
  /** Of diameters whose column does not say it, and whose numbers do not tell. */
  readonly diameterUnit?: 'mm' | 'm';
  /** Of pipes without a diameter. */
  readonly diameterMm?: number;
}

export type PipeQuestionKey = keyof PipeAnswers;
export type PipeChoice = 'xNorth' | 'xEast' | LevelReference | 'none' | 'mm' | 'm';

/** The file can be read once this is answered. */
export class PipeQuestion extends TengunError {
  readonly question: PipeQuestionKey;
  /** Words to choose from; empty: a number is wanted. */
  readonly choices: readonly PipeChoice[];

  constructor(message: string, question: PipeQuestionKey, choices: readonly PipeChoice[]) {
    super('INVALID_INPUT', message, { question });
    this.question = question;
    this.choices = choices;
  }
}
