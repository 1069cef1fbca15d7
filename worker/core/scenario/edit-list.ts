/** Scenarios being worked on: edits added, changed, switched, taken out and put in order, with undo and redo. Pure. */
import type { Scenario, SceneEdit } from '../contract/scenario.ts';
import { isDay } from '../day.ts';
import { MAX_EDITS, MAX_SCENARIOS } from './edit-parts.ts';

/** Steps that can be taken back. */
const MAX_PAST = 200;

export interface ScenarioBook {
  readonly scenarios: readonly Scenario[];
  /** Id of the one that is shown and edited; null: none. */
  readonly current: string | null;
}

export interface ScenarioHistory {
  readonly now: ScenarioBook;
  readonly past: readonly ScenarioBook[];
  readonly future: readonly ScenarioBook[];
}

export type BookAction =
  | { readonly type: 'new'; readonly name: string; readonly crs: string | null }
  /** Scenarios of a file or a project; ids that are taken get others. */
  | { readonly type: 'open'; readonly scenarios: readonly Scenario[] }
  | { readonly type: 'choose'; readonly id: string | null }
  | { readonly type: 'rename'; readonly name: string }
  /** The day on which it would look so; null: any. */
  | { readonly type: 'date'; readonly date: string | null }
  | { readonly type: 'copy'; readonly name: string }
  | { readonly type: 'drop' }
  | { readonly type: 'add'; readonly edit: NewEdit }
  | { readonly type: 'change'; readonly edit: SceneEdit }
  | { readonly type: 'switch'; readonly id: string; readonly on: boolean }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' };

/** An edit that has no id yet. */
export type NewEdit = SceneEdit extends infer E ? (E extends SceneEdit ? Omit<E, 'id'> : never) : never;

export const NO_SCENARIOS: ScenarioHistory = { now: { scenarios: [], current: null }, past: [], future: [] };

export function currentScenario({ now }: ScenarioHistory): Scenario | null {
  return now.scenarios.find(({ id }) => id === now.current) ?? null;
}

/** What cannot be done leaves everything as it is. */
export function reduceBook(history: ScenarioHistory, action: BookAction): ScenarioHistory {
  const { now, past, future } = history;
  if (action.type === 'undo') {
    const before = past.at(-1);
    return before ? { now: before, past: past.slice(0, -1), future: [now, ...future] } : history;
  }
  if (action.type === 'redo') {
    const [next, ...later] = future;
    return next ? { now: next, past: [...past, now].slice(-MAX_PAST), future: later } : history;
  }
  const next = changed(now, action);
  if (next === now) return history;
  // which one is looked at is no edit
  if (action.type === 'choose') return { ...history, now: next };
  return { now: next, past: [...past, now].slice(-MAX_PAST), future: [] };
}

function changed(book: ScenarioBook, action: Exclude<BookAction, { type: 'undo' | 'redo' }>): ScenarioBook {
  const { scenarios, current } = book;
  const shown = scenarios.find(({ id }) => id === current);
  switch (action.type) {
    case 'new':
      return withNew(book, { name: action.name, crs: action.crs, edits: [] });
    case 'open': {
      const opened = action.scenarios.reduce((sum, one) => withNew(sum, one), book);
      const first = opened.scenarios[scenarios.length];
      return first ? { ...opened, current: first.id } : book;
    }
    case 'choose':
      if (action.id === current) return book;
      return action.id === null || scenarios.some(({ id }) => id === action.id)
        ? { ...book, current: action.id }
        : book;
    case 'rename':
      return shown && action.name !== '' && action.name !== shown.name
        ? withEdited(book, { ...shown, name: action.name })
        : book;
    case 'date':
      if (!shown || (shown.date ?? null) === action.date || (action.date !== null && !isDay(action.date))) return book;
      return withEdited(book, dated(shown, action.date));
    case 'copy':
      return shown ? withNew(book, { ...shown, name: action.name }) : book;
    case 'drop': {
      if (!shown) return book;
      const rest = scenarios.filter((one) => one !== shown);
      return { scenarios: rest, current: rest.at(-1)?.id ?? null };
    }
    case 'add':
      if (!shown || shown.edits.length >= MAX_EDITS) return book;
      return withEdited(book, {
        ...shown,
        edits: [...shown.edits, { ...action.edit, id: freeId(shown.edits, 'e') } as SceneEdit],
      });
    case 'change':
      return withEdit(book, shown, action.edit.id, () => action.edit);
    case 'switch':
      return withEdit(book, shown, action.id, (one) => (one.on === action.on ? one : { ...one, on: action.on }));
    case 'remove':
      return shown?.edits.some(({ id }) => id === action.id)
        ? withEdited(book, { ...shown, edits: shown.edits.filter(({ id }) => id !== action.id) })
        : book;
  }
}

function withNew(book: ScenarioBook, { name, crs, date, edits }: Omit<Scenario, 'id'>): ScenarioBook {
  if (book.scenarios.length >= MAX_SCENARIOS) return book;
  const id = freeId(book.scenarios, 's');
  return { scenarios: [...book.scenarios, dated({ id, name, crs, edits }, date ?? null)], current: id };
}

function dated({ date: _before, ...rest }: Scenario, date: string | null): Scenario {
  return date === null ? rest : { ...rest, date };
}

function withEdited(book: ScenarioBook, scenario: Scenario): ScenarioBook {
  return { ...book, scenarios: book.scenarios.map((one) => (one.id === scenario.id ? scenario : one)) };
}

function withEdit(
  book: ScenarioBook,
  shown: Scenario | undefined,
  id: string,
  change: (edit: SceneEdit) => SceneEdit,
): ScenarioBook {
  const before = shown?.edits.find((one) => one.id === id);
  const after = before && change(before);
  if (!shown || !before || !after || after === before) return book;
  return withEdited(book, { ...shown, edits: shown.edits.map((one) => (one === before ? after : one)) });
}

/** One more than the highest number: an id that was removed does not come back to another edit by adding the next. */
function freeId(taken: readonly { readonly id: string }[], letter: string): string {
  const numbers = taken.map(({ id }) => (id.startsWith(letter) ? Number(id.slice(1)) : 0));
  return `${letter}${Math.max(0, ...numbers.filter(Number.isInteger)) + 1}`;
}
