/** What the alignment tool asks of the server: the axes of files, the sections, results by their hash. */
import { getAlignments, getAxisLines, type StoredAlignments } from '../../api/alignments.ts';
import { cutSections, keptSections, type SectionsRequest } from '../../api/sections.ts';
import type { AppStore } from '../../state/app-state.ts';
import { createRunFollower } from '../follow-run.ts';
import { positionReader } from '../volume/area-set.ts';
import type { SurfaceChoice } from '../volume/surface-choice.ts';
import { systemOf } from '../volume/work.ts';
import { stationPose } from './in-view.ts';
import { rememberAlignment } from './recent.ts';
import { type AlignmentAction, alignmentObstacle, axisKey, type StoredAxis, sectionsRequest } from './state.ts';
import type { AskedAlignment } from './url.ts';

export interface AlignmentWork {
  /** @param labelOf names a surface in the papers */
  run(labelOf: (choice: SurfaceChoice) => string): Promise<void>;
  stop(): void;
  /** The request as it stands; null while something is missing. */
  request(labelOf: (choice: SurfaceChoice) => string): SectionsRequest | null;
  /** Alignments that the server has read: the first one is taken. */
  takeFile(file: StoredAlignments): void;
  choose(stored: StoredAxis): Promise<void>;
  /** Opens the alignments of an id. @throws {ApiError} */
  open(id: string): Promise<void>;
  /** What the address names and only the server knows. */
  restore(asked: AskedAlignment): Promise<void>;
  /** Moves the camera to the current station. */
  goToStation(): void;
}

export function createAlignmentWork({
  store,
  alignment,
}: {
  readonly store: AppStore;
  readonly alignment: (action: AlignmentAction) => void;
}): AlignmentWork {
  const { follow: followRun, stop } = createRunFollower();
  const follow = (ask: (signal: AbortSignal) => Promise<Parameters<typeof stationPose>[0]>): Promise<void> =>
    followRun<Parameters<typeof stationPose>[0]>(
      (action) => void (action.type === 'progress' || alignment(action)),
      ({ signal }) => ask(signal),
    );

  const request = (labelOf: (choice: SurfaceChoice) => string): SectionsRequest | null => {
    const { alignment: state, frame } = store.get();
    if (!frame || alignmentObstacle(state)) return null;
    return sectionsRequest(state, { code: frame.code, unitM: frame.unitM, labelOf });
  };

  const showLines = async (id: string): Promise<void> => {
    const { frame } = store.get();
    if (!frame) return;
    const { crs, lines } = await getAxisLines(id);
    const read = positionReader(frame, await systemOf(frame, crs), false, middleHeight(store));
    for (const { name, positions } of lines) {
      alignment({ type: 'line', key: axisKey({ id, name }), line: positions.map(read) });
    }
  };

  const choose = async (stored: StoredAxis): Promise<void> => {
    alignment({ type: 'axis', part: { source: 'file', stored } });
    if (store.get().alignment.lines[axisKey(stored)]) return;
    // An axis that cannot be shown can be cut all the same.
    await showLines(stored.id).catch(() => undefined);
  };

  const takeFile = (file: StoredAlignments) => {
    alignment({ type: 'file', file });
    const [first] = file.alignments;
    if (first) rememberAlignment({ id: file.id, fileName: file.fileName, name: first.name });
    if (first) void choose({ id: file.id, name: first.name });
  };

  return {
    request,
    stop,
    takeFile,
    choose,
    async run(labelOf) {
      const asked = request(labelOf);
      if (!asked) return;
      await follow((signal) =>
        cutSections(asked, {
          signal,
          onProgress: (percent) => void (signal.aborted || alignment({ type: 'progress', percent })),
        }),
      );
    },
    async open(id) {
      takeFile(await getAlignments(id));
    },
    async restore({ stored, result, station, tab }) {
      if (store.get().load.state !== 'ready') return;
      if (stored) {
        const file = await getAlignments(stored.id).catch(() => null);
        if (file) alignment({ type: 'file', file });
        const name = file?.alignments.some((one) => one.name === stored.name) ? stored.name : file?.alignments[0]?.name;
        await choose({ ...stored, name: name ?? stored.name });
      }
      if (result === null) return;
      alignment({ type: 'station', index: station });
      alignment({ type: 'tab', tab });
      await follow((signal) => keptSections(result, signal));
    },
    goToStation() {
      const { alignment: state, frame } = store.get();
      const station = state.run.state === 'done' ? state.run.result.stations[state.station] : undefined;
      if (!frame || !station || state.run.state !== 'done') return;
      store.set({ pose: stationPose(state.run.result, station, frame) });
    },
  };
}

/** Somewhere in the middle of the data, until the ground is drawn. */
function middleHeight(store: AppStore): number {
  const box = store.get().collections[0]?.boundsM;
  return box ? (box[2] + box[5]) / 2 : 0;
}
