/** The ledger tool as a pure reducer: open ledgers with their history, what is looked for, what is drawn, what a file or an address still asks. */

import { TengunError } from '#core/errors.ts';
import { editLedger, type LedgerEdit, MisfitError } from '#core/ledger/edit.ts';
import { emptyLedger, type Ledger, type LedgerFeature, type LedgerField, PLAIN_STYLE } from '#core/ledger/ledger.ts';
import type { OfferedCollection } from '#core/ledger/ogc-features.ts';
import type { LedgerQuestion } from '#core/ledger/reading.ts';
import { ALL_ROWS, type RowQuery } from '#core/ledger/table.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { type DrawingAction, type DrawingState, emptyDrawing, reduceDrawing } from '../drawing/state.ts';
import type { OutsideFailure } from '../outside/state.ts';
import type { Failure } from '../run.ts';

export const DRAWN_KINDS = ['point', 'line', 'polygon'] as const;
export type DrawnKind = (typeof DRAWN_KINDS)[number];

export const MAX_LEDGERS = 10;
const MAX_PAST = 100;

/** Where a ledger is kept. */
export interface KeptLedger {
  readonly project: string;
  readonly entry: string;
  readonly version: number;
  /** As it was kept: the same object while nothing was changed. */
  readonly ledger: Ledger;
}

export interface OpenLedger {
  readonly id: string;
  readonly now: Ledger;
  readonly past: readonly Ledger[];
  readonly future: readonly Ledger[];
  readonly visible: boolean;
  readonly kept: KeptLedger | null;
}

/** A file whose system nobody has said yet. */
export interface PendingFile {
  readonly name: string;
  readonly text: string;
  readonly question: LedgerQuestion;
}

export interface LedgerState {
  readonly list: readonly OpenLedger[];
  readonly current: string | null;
  readonly nextId: number;
  readonly query: RowQuery;
  /** Whether the picture shows only what the list shows. */
  readonly narrows: boolean;
  /** Id of the feature whose form is open. */
  readonly selected: string | null;
  /** Ground under the selected feature, metres; null: none is known. */
  readonly groundM: number | null;
  readonly adding: DrawnKind | null;
  readonly drawing: DrawingState;
  /** The next click on the picture is the new place of the selected feature. */
  readonly moving: boolean;
  readonly pending: PendingFile | null;
  readonly offered: { readonly url: string; readonly collections: readonly OfferedCollection[] } | null;
  /** Features that have come while a server is asked; null: none is. */
  readonly loading: { readonly features: number; readonly matched: number | null } | null;
  readonly busy: 'open' | 'save' | 'ground' | 'photo' | null;
  readonly failure: Failure | null;
  /** Of another server, in its plain words. */
  readonly outsideFailure: OutsideFailure | null;
  /** Features whose values are nothing of the kind that was asked for. */
  readonly misfits: { readonly count: number; readonly first: number } | null;
  readonly link: { readonly url: string; readonly ledger: Ledger } | null;
  /** What the views draw; made by the work whenever ledgers, frame or query change. */
  readonly layers: readonly ShapeLayer[];
  /** The middle of the feature whose form is open; NaN height: on the ground. */
  readonly marked: SitePosition | null;
}

export type LedgerAction =
  | { readonly type: 'open'; readonly ledger: Ledger; readonly kept?: Omit<KeptLedger, 'ledger'> }
  | { readonly type: 'new'; readonly name: string; readonly crs: string; readonly fields: readonly LedgerField[] }
  | { readonly type: 'close' }
  | { readonly type: 'choose'; readonly id: string }
  | { readonly type: 'visible'; readonly id: string; readonly visible: boolean }
  | { readonly type: 'edit'; readonly edit: LedgerEdit }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'query'; readonly query: Partial<RowQuery> }
  | { readonly type: 'narrows'; readonly narrows: boolean }
  | { readonly type: 'select'; readonly id: string | null }
  | { readonly type: 'ground'; readonly groundM: number | null }
  | { readonly type: 'adding'; readonly kind: DrawnKind | null }
  | { readonly type: 'draw'; readonly action: DrawingAction }
  | { readonly type: 'moving'; readonly moving: boolean }
  | { readonly type: 'pending'; readonly pending: PendingFile | null }
  | { readonly type: 'offered'; readonly offered: LedgerState['offered'] }
  | { readonly type: 'loading'; readonly loading: LedgerState['loading'] }
  | { readonly type: 'busy'; readonly what: LedgerState['busy'] }
  | { readonly type: 'failed'; readonly failure: Failure | null; readonly outside?: OutsideFailure }
  | { readonly type: 'kept'; readonly id: string; readonly as: KeptLedger }
  | { readonly type: 'link'; readonly link: LedgerState['link'] }
  | { readonly type: 'layers'; readonly layers: readonly ShapeLayer[]; readonly marked: SitePosition | null };

const noDrawing = () => emptyDrawing('line', { least: 1, most: 1 });

export const EMPTY_LEDGER: LedgerState = {
  list: [],
  current: null,
  nextId: 1,
  query: ALL_ROWS,
  narrows: false,
  selected: null,
  groundM: null,
  adding: null,
  drawing: noDrawing(),
  moving: false,
  pending: null,
  offered: null,
  loading: null,
  busy: null,
  failure: null,
  outsideFailure: null,
  misfits: null,
  link: null,
  layers: [],
  marked: null,
};

const AT_REST = {
  query: ALL_ROWS,
  selected: null,
  groundM: null,
  adding: null,
  drawing: noDrawing(),
  moving: false,
  failure: null,
  outsideFailure: null,
  misfits: null,
} as const;

export function reduceLedger(state: LedgerState, action: LedgerAction): LedgerState {
  switch (action.type) {
    case 'open':
      return opened(state, action.ledger, action.kept ? { ...action.kept, ledger: action.ledger } : null);
    case 'new':
      return opened(state, { ...emptyLedger(action.name, action.crs, action.fields), style: PLAIN_STYLE }, null);
    case 'close': {
      const list = state.list.filter(({ id }) => id !== state.current);
      return { ...state, ...AT_REST, list, current: list.at(-1)?.id ?? null };
    }
    case 'choose':
      return state.current === action.id ? state : { ...state, ...AT_REST, current: action.id };
    case 'visible':
      return { ...state, list: changed(state, action.id, (one) => ({ ...one, visible: action.visible })) };
    case 'edit':
      return edited(state, action.edit);
    case 'undo':
    case 'redo':
      return stepped(state, action.type);
    case 'query':
      return { ...state, query: { ...state.query, ...action.query } };
    case 'narrows':
      return { ...state, narrows: action.narrows };
    case 'select':
      return { ...state, selected: action.id, groundM: null, moving: false, failure: null, misfits: null };
    case 'ground':
      return { ...state, groundM: action.groundM };
    case 'adding':
      return { ...state, adding: action.kind, drawing: drawingFor(action.kind), moving: false, failure: null };
    case 'draw':
      return state.adding ? { ...state, drawing: reduceDrawing(state.drawing, action.action) } : state;
    case 'moving':
      return { ...state, moving: action.moving, adding: null, drawing: noDrawing() };
    case 'pending':
      return { ...state, pending: action.pending };
    case 'offered':
      return { ...state, offered: action.offered };
    case 'loading':
      return { ...state, loading: action.loading };
    case 'busy':
      return {
        ...state,
        busy: action.what,
        ...(action.what === null ? {} : { failure: null, outsideFailure: null, misfits: null }),
      };
    case 'failed':
      return { ...state, failure: action.failure, outsideFailure: action.outside ?? null };
    case 'kept':
      return { ...state, list: changed(state, action.id, (one) => ({ ...one, kept: action.as })) };
    case 'link':
      return { ...state, link: action.link };
    case 'layers':
      return { ...state, layers: action.layers, marked: action.marked };
  }
}

function opened(state: LedgerState, ledger: Ledger, kept: KeptLedger | null): LedgerState {
  if (state.list.length >= MAX_LEDGERS) {
    const message = `expected at most ${MAX_LEDGERS} open ledgers, seen one more`;
    return { ...state, failure: { code: 'LIMIT', message } };
  }
  const id = `l${state.nextId}`;
  const one: OpenLedger = { id, now: ledger, past: [], future: [], visible: true, kept };
  return { ...state, ...AT_REST, list: [...state.list, one], current: id, nextId: state.nextId + 1 };
}

function drawingFor(kind: DrawnKind | null): DrawingState {
  if (kind === null) return noDrawing();
  const empty = kind === 'point' ? noDrawing() : emptyDrawing(kind);
  return reduceDrawing(empty, { type: 'start' });
}

function changed(state: LedgerState, id: string, change: (one: OpenLedger) => OpenLedger): readonly OpenLedger[] {
  return state.list.map((one) => (one.id === id ? change(one) : one));
}

/** What is refused is told, and nothing is changed. */
function edited(state: LedgerState, edit: LedgerEdit): LedgerState {
  const open = openLedger(state);
  if (!open) return state;
  try {
    const now = editLedger(open.now, edit);
    if (now === open.now) return { ...state, failure: null, misfits: null };
    const next = { ...open, now, past: [...open.past, open.now].slice(-MAX_PAST), future: [] };
    const added = edit.type === 'addFeature' ? (now.features.at(-1)?.id ?? null) : null;
    return settled({
      ...state,
      list: changed(state, open.id, () => next),
      failure: null,
      misfits: null,
      ...(added === null ? {} : { selected: added, groundM: null }),
    });
  } catch (error) {
    if (!(error instanceof TengunError)) throw error;
    const misfits = error instanceof MisfitError ? { count: error.misfits.length, first: error.misfits[0]! + 1 } : null;
    return { ...state, failure: misfits ? null : { code: error.code, message: error.message }, misfits };
  }
}

function stepped(state: LedgerState, way: 'undo' | 'redo'): LedgerState {
  const open = openLedger(state);
  const to = way === 'undo' ? open?.past.at(-1) : open?.future[0];
  if (!open || !to) return state;
  const next: OpenLedger =
    way === 'undo'
      ? { ...open, now: to, past: open.past.slice(0, -1), future: [open.now, ...open.future] }
      : { ...open, now: to, past: [...open.past, open.now], future: open.future.slice(1) };
  return settled({ ...state, list: changed(state, open.id, () => next), failure: null, misfits: null });
}

/** A feature or a field that is gone is neither selected nor asked for. */
function settled(state: LedgerState): LedgerState {
  const open = openLedger(state);
  const { selected, query } = state;
  const isGone = selected !== null && !open?.now.features.some(({ id }) => id === selected);
  const count = open?.now.fields.length ?? 0;
  const filter = query.filter && query.filter.field < count ? query.filter : null;
  const order = query.order && query.order.field < count ? query.order : null;
  return { ...state, query: { ...query, filter, order }, ...(isGone ? { selected: null, moving: false } : {}) };
}

export const openLedger = ({ list, current }: Pick<LedgerState, 'list' | 'current'>): OpenLedger | null =>
  list.find(({ id }) => id === current) ?? null;

export function selectedFeature(state: LedgerState): LedgerFeature | null {
  if (state.selected === null) return null;
  return openLedger(state)?.now.features.find(({ id }) => id === state.selected) ?? null;
}

/** Where the ledger is kept as it is now; null: it has changes, or was never kept. */
export const keptAs = ({ kept, now }: OpenLedger): KeptLedger | null => (kept?.ledger === now ? kept : null);

/** For the address: those that are shown and kept as they are, the one that is worked on last. */
export function ledgerUrl({ list, current }: Pick<LedgerState, 'list' | 'current'>): { ledger?: string } {
  const shown = list.filter(({ visible }) => visible);
  const order = [...shown.filter(({ id }) => id !== current), ...shown.filter(({ id }) => id === current)];
  const texts = order.flatMap((one) => {
    const kept = keptAs(one);
    return kept ? [`${kept.project}~${kept.entry}`] : [];
  });
  return texts.length > 0 ? { ledger: texts.join(',') } : {};
}

export interface LedgerReference {
  readonly project: string;
  readonly entry: string;
}

const REFERENCE = /^([a-z0-9]{1,40})~([a-z0-9]{1,40})$/;

/** What is not understood is left out. */
export function parseLedgerUrl(text: string | null | undefined): LedgerReference[] {
  return (text ?? '')
    .split(',')
    .slice(0, MAX_LEDGERS)
    .flatMap((part) => {
      const match = REFERENCE.exec(part);
      return match ? [{ project: match[1]!, entry: match[2]! }] : [];
    });
}
