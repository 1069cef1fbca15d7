/** Asks the server for what was measured: by itself a moment after a shape is finished, one after the other. */
import { measureShape } from '../../api/measure.ts';
import type { AppStore } from '../../state/app-state.ts';
import { watch } from '../../state/store.ts';
import { failureOf, isAbort } from '../run.ts';
import type { MeasurementRecord } from './record.ts';
import { measureRequest } from './request.ts';
import type { MeasureAction } from './state.ts';

/** A shape that is still being changed is not asked about. */
const REST_MS = 500;

export interface MeasureWork {
  /** Asks now, also after a failure or a stop. */
  compute(id: string): void;
  stop(id: string): void;
}

export function createMeasureWork({
  store,
  measure,
}: {
  readonly store: AppStore;
  readonly measure: (action: MeasureAction) => void;
}): MeasureWork {
  let timer = 0;
  let running: { readonly record: MeasurementRecord; readonly stopping: AbortController } | null = null;
  /** Shapes that the user does not want computed now, by their vertices. */
  const stopped = new WeakSet<object>();

  const isSameShape = (a: MeasurementRecord, b: MeasurementRecord | undefined) =>
    a.vertices === b?.vertices && a.settings === b.settings;
  const find = (id: string) => store.get().measure.records.find((record) => record.id === id);
  const wanting = () => {
    const { records, runs } = store.get().measure;
    return records.find(
      (record) => record.computed === null && runs[record.id] === undefined && !stopped.has(record.vertices),
    );
  };

  const ask = async (record: MeasurementRecord) => {
    const stopping = new AbortController();
    running = { record, stopping };
    const { id } = record;
    const request = measureRequest(record, store.get().measure.settings.collections);
    measure({ type: 'run', id });
    try {
      const result = await measureShape(request, stopping.signal);
      if (isSameShape(record, find(id))) measure({ type: 'done', id, request, result });
      else measure({ type: 'stopped', id });
    } catch (error) {
      const isOld = isAbort(error) || !isSameShape(record, find(id));
      measure(isOld ? { type: 'stopped', id } : { type: 'failed', id, failure: failureOf(error) });
    } finally {
      running = null;
      schedule(0);
    }
  };

  const schedule = (delayMs: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const record = running || store.get().load.state !== 'ready' ? undefined : wanting();
      if (record) void ask(record);
    }, delayMs);
  };

  watch(
    store,
    (state) => state.measure.records,
    () => {
      if (running && !isSameShape(running.record, find(running.record.id))) running.stopping.abort();
      schedule(REST_MS);
    },
  );
  watch(
    store,
    (state) => state.load,
    () => schedule(REST_MS),
  );

  return {
    compute(id) {
      const record = find(id);
      if (!record) return;
      stopped.delete(record.vertices);
      measure({ type: 'stopped', id });
      if (record.computed) measure({ type: 'outdated', id });
      schedule(0);
    },
    stop(id) {
      const record = find(id);
      if (record) stopped.add(record.vertices);
      if (running?.record.id === id) running.stopping.abort();
      else measure({ type: 'stopped', id });
    },
  };
}
