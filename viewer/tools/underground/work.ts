/** What the underground tool asks: files of the user, the server for the check and for the ground around the dig box. */

import type { PipeInput } from '#core/contract/pipe-check.ts';
import { LimitError, TengunError } from '#core/errors.ts';
import { MAX_PIPE_TEXT, type PipeAnswers, PipeQuestion } from '#core/pipes/pipe-question.ts';
import { getHeightRaster, type PlaneBox } from '../../api/height-raster.ts';
import { checkPipes, type PipeCheckInputs, type PipeCheckResult } from '../../api/pipes.ts';
import { OwnFileError } from '../../local/open-file.ts';
import { textOf } from '../../local/shapes/text.ts';
import { type AppStore, inSiteFrame } from '../../state/app-state.ts';
import { type CameraPose, normalizePose } from '../../state/camera-pose.ts';
import type { CollectionInfo } from '../../state/collection.ts';
import type { DigBox } from '../../state/underground-view.ts';
import { createRunFollower } from '../follow-run.ts';
import { type Failure, failureOf, isAbort } from '../run.ts';
import { boxAround, digWalls } from './dig-walls.ts';
import { placePipes } from './place-pipes.ts';
import { type Marked, pipeRequest, type UndergroundAction, undergroundObstacle } from './state.ts';
import { askedUnderground, type UndergroundUrl } from './url.ts';

export interface UndergroundWork {
  /** The collection whose ground is looked at: the chosen one, else the latest of the site's system. */
  collection(): CollectionInfo | null;
  /** The request as it stands, as text; null while something is missing. */
  asked(): string | null;
  /** Reads the files; what one leaves open is asked. The check follows. */
  open(files: readonly File[]): Promise<void>;
  /** Reads the waiting file again with one more answer. */
  answer(answers: PipeAnswers): Promise<void>;
  run(): Promise<void>;
  stop(): void;
  /** Points at a pipe or a place of the list, and goes there. */
  look(marked: Marked): void;
  /** Digs a box; null: no box. Its walls follow when the ground is known. */
  dig(box: DigBox | null): Promise<void>;
  /** A box at what the camera looks at. */
  digHere(): Promise<void>;
  /** As an address asks for it. */
  restore(url: UndergroundUrl): Promise<void>;
  /** A kept check: its pipes and its numbers. */
  restoreKept(inputs: PipeCheckInputs, result: PipeCheckResult): void;
}

/** Three bytes a character, at most. */
const MAX_FILE_BYTES = 3 * MAX_PIPE_TEXT;
/** Cells a side of the ground around a box. */
const DIG_CELLS = 256;
const MARGIN_M = 2;
/** From where a place of the list is looked at. */
const NEAR_RANGE_M = 14;
const USUAL_DIG = { widthM: 8, lengthM: 12, depthM: 3, headingDeg: 0 };

export function createUndergroundWork({
  store,
  underground,
}: {
  readonly store: AppStore;
  readonly underground: (action: UndergroundAction) => void;
}): UndergroundWork {
  const follower = createRunFollower();
  let digging: AbortController | null = null;

  const collection = (): CollectionInfo | null => {
    const { collections, frame, underground: state } = store.get();
    const own = collections.filter((one) => inSiteFrame(one, frame));
    return own.find(({ id }) => id === state.settings.collection) ?? own.at(-1) ?? null;
  };
  const request = () => {
    const { frame, underground: state } = store.get();
    const ground = collection();
    if (!frame || !ground || undergroundObstacle(state, ground.id) !== null) return null;
    return pipeRequest(state, frame, ground.id);
  };
  const run = async () => {
    const inputs = request();
    if (!inputs) return;
    const of = JSON.stringify(inputs);
    await follower.follow<PipeCheckResult>(
      (action) => underground({ type: 'run', run: action, ...(action.type === 'run' ? { of } : {}) }),
      (options) => checkPipes(inputs, options),
    );
  };
  /** @returns whether the file was read */
  const read = async (file: string, text: string, answers: PipeAnswers): Promise<boolean> => {
    const { frame } = store.get();
    if (!frame) return false;
    try {
      // with the schema of pipes, that the page does not wait for
      const { readPipes } = await import('#core/pipes/read-pipes.ts');
      const found = readPipes(file, text, answers);
      underground({ type: 'add', network: { file, pipes: placePipes(found, frame), notes: found.notes } });
      return true;
    } catch (error) {
      if (error instanceof PipeQuestion) {
        const { question, choices, message } = error;
        underground({ type: 'ask', question: { file, text, answers, question, choices, message } });
      } else underground({ type: 'failed', failure: ownFailure(error) });
      return false;
    }
  };
  const dig = async (box: DigBox | null) => {
    digging?.abort();
    underground({ type: 'dig', dig: box });
    const ground = collection();
    if (!box) return;
    if (!ground) {
      const failure = { code: 'NO_DATA', message: 'expected an open collection whose ground can be dug' };
      underground({ type: 'walls', walls: null, failure });
      return;
    }
    const own = new AbortController();
    digging = own;
    try {
      const around = boxAround(box, MARGIN_M).map((metres) => Number((metres / ground.unitM).toFixed(3)));
      const raster = await getHeightRaster(
        { collection: ground.id, surface: 'dtm', box: around as unknown as PlaneBox, cells: DIG_CELLS },
        own.signal,
      );
      own.signal.throwIfAborted();
      const walls = digWalls(box, raster);
      const failure = {
        code: 'NO_DATA',
        message: `expected ground at the middle of the box, seen none in ${ground.id}`,
      };
      underground({ type: 'walls', walls, ...(walls ? {} : { failure }) });
    } catch (error) {
      if (isAbort(error) || own.signal.aborted) return;
      underground({ type: 'walls', walls: null, failure: failureOf(error) });
    }
  };
  const goTo = (position: readonly number[], elevationM: number) => {
    const { frame, pose } = store.get();
    if (!frame || !pose) return;
    const [lon, lat] = frame.toLonLat((position[0] ?? 0) * frame.unitM, (position[1] ?? 0) * frame.unitM);
    const next: CameraPose = {
      ...pose,
      lon,
      lat,
      elevationM,
      pitchDeg: Math.min(-25, Math.max(-60, pose.pitchDeg)),
      rangeM: Math.min(pose.rangeM, NEAR_RANGE_M),
    };
    store.set({ pose: normalizePose(next) });
  };

  return {
    collection,
    asked() {
      const inputs = request();
      return inputs && JSON.stringify(inputs);
    },
    async open(files) {
      for (const file of files) {
        let text: string;
        try {
          if (file.size > MAX_FILE_BYTES) throw tooLarge(file);
          text = await textOf(file);
        } catch (error) {
          underground({ type: 'failed', failure: ownFailure(error) });
          return;
        }
        if (!(await read(file.name, text, {}))) return;
      }
      await run();
    },
    async answer(answers) {
      const { question } = store.get().underground;
      if (question && (await read(question.file, question.text, { ...question.answers, ...answers }))) await run();
    },
    run,
    stop() {
      follower.stop();
      underground({ type: 'run', run: { type: 'stopped' } });
    },
    look(marked) {
      const { run: last } = store.get().underground;
      underground({ type: 'mark', marked });
      if (last.state !== 'done') return;
      const place = placeOf(last.result, marked);
      if (place) goTo(place.position, place.elevationM ?? store.get().pose?.elevationM ?? 0);
    },
    dig,
    async digHere() {
      const { frame, pose, underground: state } = store.get();
      if (!frame || !pose) return;
      const [east, north] = frame.fromLonLat(pose.lon, pose.lat);
      await dig({ ...USUAL_DIG, ...state.dig, east: centimetres(east), north: centimetres(north) });
    },
    async restore(url) {
      const { frame, collections } = store.get();
      if (!frame) return;
      const wanted = askedUnderground(
        url,
        collections.map(({ id }) => id),
        frame.unitM,
      );
      underground({ type: 'settings', part: wanted.settings });
      await dig(wanted.dig);
    },
    restoreKept(inputs, result) {
      const pipes: readonly PipeInput[] = inputs.pipes;
      const { requiredCoverM, under, requiredClearanceM, nearM, depthHolds, surface } = inputs;
      const rule = requiredCoverM?.water;
      underground({ type: 'clear' });
      underground({
        type: 'settings',
        part: {
          ...('collection' in surface ? { collection: surface.collection } : {}),
          ...(under ? { under } : {}),
          ...(rule?.vehicles !== undefined && rule.elsewhere !== undefined
            ? { coverM: { vehicles: rule.vehicles, elsewhere: rule.elsewhere } }
            : {}),
          ...(requiredClearanceM === undefined ? {} : { clearanceM: requiredClearanceM }),
          ...(nearM === undefined ? {} : { nearM }),
          ...(depthHolds ? { depthHolds } : {}),
        },
      });
      underground({ type: 'add', network: { file: '', pipes, notes: null } });
      underground({ type: 'run', run: { type: 'run' }, of: JSON.stringify(inputs) });
      underground({ type: 'run', run: { type: 'done', result } });
    },
  };
}

function tooLarge({ name, size }: File): LimitError {
  return new LimitError(`${name}: expected at most ${MAX_FILE_BYTES} bytes, seen ${size}`, {
    limit: MAX_FILE_BYTES,
    actual: size,
  });
}

const centimetres = (metres: number): number => Math.round(metres * 100) / 100;

/** Where a row of the list lies: the least cover of a pipe, or the place of a clearance. */
export function placeOf(
  { pipes, clearances }: PipeCheckResult,
  { of, index }: Marked,
): { readonly position: readonly number[]; readonly elevationM: number | null } | null {
  if (of === 'clearance') {
    const one = clearances[index];
    return one ? { position: one.position, elevationM: one.axisAM ?? one.axisBM } : null;
  }
  const pipe = pipes[index];
  const middle = pipe?.stations[Math.floor(pipe.stations.length / 2)];
  if (!pipe || !middle) return null;
  const at = pipe.cover?.minAtM;
  const nearest =
    at === undefined ? middle : pipe.stations.reduce((a, b) => (Math.abs(b.atM - at) < Math.abs(a.atM - at) ? b : a));
  return { position: pipe.cover?.minPosition ?? middle.position, elevationM: nearest.axisM ?? nearest.groundM };
}

function ownFailure(error: unknown): Failure {
  if (error instanceof TengunError || error instanceof OwnFileError) {
    return { code: error.code, message: error.message };
  }
  return failureOf(error);
}
