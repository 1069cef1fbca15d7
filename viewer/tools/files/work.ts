/** Opens files of the user in this browser, gives them their place, and sends them to the server when that is asked for. */
import type { OpenFile } from '../../local/open-file.ts';
import type { AppStore } from '../../state/app-state.ts';
import { FIELD_OF_VIEW_DEG } from '../../state/camera-pose.ts';
import { fromSitePose, type SiteFrame } from '../../state/site-frame.ts';
import type { Tool } from '../../state/url-state.ts';
import type { NodeBox } from '../../streaming/point-tree.ts';
import { type Failure, failureOf, isAbort } from '../run.ts';
import type { VolumeWork } from '../volume/work.ts';
import { createPointSending } from './send-points.ts';
import {
  boxOfFile,
  type FilesAction,
  keptPoints,
  type OwnContent,
  type OwnFile,
  reduceFiles,
  serverUse,
} from './state.ts';

export interface FilesWork {
  /** Shows files; one after the other, so that memory is asked for once. */
  open(files: readonly File[]): Promise<void>;
  /** The user said what the coordinates are. */
  chooseCrs(id: number, code: string): Promise<void>;
  change(id: number, part: Partial<Pick<OwnFile, 'visible' | 'colour' | 'opacity' | 'over' | 'said'>>): void;
  /** Stops reading, closes, and gives the memory back. */
  remove(id: number): void;
  zoomTo(id: number): void;
  /** Uploads the file and opens the tool that measures with it; points become a collection, which takes the file's place. */
  measure(id: number): void;
  /** Stops the upload of points, or forgets that it failed; what came to the server is deleted there. */
  stopSending(id: number): void;
  /** Deletes an uploaded collection on the server, and closes it here. */
  removeUploaded(collection: string): Promise<void>;
}

interface Parts {
  readonly store: AppStore;
  /** Memory for points, bytes. */
  readonly capBytes: () => number;
  readonly volume: () => VolumeWork;
  readonly setTool: (tool: Tool) => void;
  readonly measureOn: (collection: string) => void;
}

/** Share of the memory for points that the overviews of own files may keep. */
const KEPT_SHARE = 0.25;
/** A file is shown with at least this many points. */
const FEWEST_POINTS = 100_000;

/** Reading files is loaded with the first of them. */
const opening = () => import('./opening.ts');
type Opening = Awaited<ReturnType<typeof opening>>;

interface Held {
  readonly source: File;
  readonly stop: AbortController;
  opened: OpenFile | null;
  reads: number;
  frame: SiteFrame | null;
}

export function createFilesWork({ store, capBytes, volume, setTool, measureOn }: Parts): FilesWork {
  const held = new Map<number, Held>();
  const dispatch = (action: FilesAction) => store.set({ files: reduceFiles(store.get().files, action) });
  const fileOf = (id: number) => store.get().files.files.find((file) => file.id === id);
  const change = (id: number, part: Partial<OwnFile>) => dispatch({ type: 'change', id, part });
  const sending = createPointSending({ store, dispatch, change, close: (id) => close(id), measureOn });
  const fail = (id: number, error: unknown) => {
    if (isAbort(error) || !held.has(id)) return;
    change(id, { stage: { state: 'failed', failure: ownFailure(error) } });
  };

  const begin = async (source: File): Promise<void> => {
    const id = store.get().files.nextId;
    dispatch({ type: 'add', name: source.name, sizeBytes: source.size });
    const one: Held = { source, stop: new AbortController(), opened: null, reads: 0, frame: null };
    held.set(id, one);
    try {
      const { openFile, codeFor } = await opening();
      const opened = await openFile(source, one.stop.signal);
      if (!held.has(id)) return opened.close();
      one.opened = opened;
      change(id, { facts: opened.facts });
      if (opened.facts.crs) await read(id);
      else change(id, { stage: { state: 'asking', suggested: codeFor(store.get(), opened.facts) } });
    } catch (error) {
      fail(id, error);
    }
  };

  const read = async (id: number): Promise<void> => {
    const one = held.get(id);
    const file = fileOf(id);
    if (!one?.opened || !file) return;
    const { facts } = one.opened;
    try {
      const parts = await opening();
      const { crsFromCode, newFrame, placingOf, KEPT_BYTES } = parts;
      const crs = file.chosenCrs === null ? facts.crs : crsFromCode(file.chosenCrs);
      if (!crs) return;
      const isFirst = store.get().frame === null;
      if (isFirst) newFrame(store, crs, facts);
      const { frame } = store.get();
      if (!frame) return;
      one.frame = frame;
      change(id, { stage: { state: 'reading', part: 0 }, content: null });
      const placing = placingOf(crs, frame, facts.unitM);
      const room = (KEPT_SHARE * capBytes()) / KEPT_BYTES - keptPoints(store.get().files);
      const pointLimit = Math.max(FEWEST_POINTS, Math.floor(room));
      let shownPart = 0;
      const result = await one.opened.read({ placing, pointLimit }, one.stop.signal, (part) => {
        if (part - shownPart < 0.01 || !held.has(id)) return;
        shownPart = part;
        change(id, { stage: { state: 'reading', part } });
      });
      if (!held.has(id)) return;
      const content = contentOf(parts, one, { id, name: file.name }, result);
      // a plan without heights lies on the ground: the points there would hide it
      const over = content.kind === 'shapes' && !content.shapes.hasHeights && !content.shapes.picture;
      change(id, { content, over, stage: { state: 'ready' } });
      if (isFirst || !isNear(store, boxOfFile({ ...file, content })!)) zoomTo(id);
      else if (content.kind === 'points') store.set({ view: 'site' });
    } catch (error) {
      fail(id, error);
    }
  };

  const contentOf = (
    { pointTreeOf }: Opening,
    one: Held,
    { id, name }: Pick<OwnFile, 'id' | 'name'>,
    result: Awaited<ReturnType<OpenFile['read']>>,
  ): OwnContent => {
    one.reads++;
    const layer = `own:${id}:${one.reads}`;
    if ('shapes' in result) return { kind: 'shapes', layer, shapes: result.shapes };
    const { nodes: _, far: __, ...facts } = result.points;
    const tree = pointTreeOf(name, result.points, (node, signal) => one.opened!.readFar(node, signal));
    return { kind: 'points', layer, tree, read: facts };
  };

  const zoomTo = (id: number): void => {
    const file = fileOf(id);
    const { frame, pose } = store.get();
    const box = file && boxOfFile(file);
    if (!box || !frame) return;
    const [w, s, low, e, n, high] = box;
    const heights = Number.isFinite(low) && high >= low && !(low === 0 && high === 0);
    const target = {
      east: (w + e) / 2,
      north: (s + n) / 2,
      height: heights ? (low + high) / 2 : (pose?.elevationM ?? 0),
    };
    const reachM = Math.max(10, Math.hypot(e - w, n - s, heights ? high - low : 0));
    const rangeM = (0.6 * reachM) / Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360);
    // points of files are drawn in the site view alone
    const view = file.content?.kind === 'points' ? 'site' : store.get().view;
    store.set({ view, pose: fromSitePose(frame, { target, headingDeg: 0, pitchDeg: -50, rangeM }) });
  };

  const close = (id: number): void => {
    const one = held.get(id);
    held.delete(id);
    dispatch({ type: 'remove', id });
    one?.stop.abort(new DOMException('the file was closed', 'AbortError'));
    one?.opened?.close();
  };

  // another site frame is another plane: what is open is placed anew
  store.subscribe(() => {
    const { frame } = store.get();
    for (const [id, one] of held) {
      if (!frame || !one.frame || one.frame === frame || fileOf(id)?.stage.state !== 'ready') continue;
      one.frame = frame;
      void read(id);
    }
  });

  return {
    async open(files) {
      if (files.length > 0 && store.get().load.state === 'ready') setTool('files');
      for (const file of files) await begin(file);
    },
    async chooseCrs(id, code) {
      change(id, { chosenCrs: code });
      await read(id);
    },
    change,
    remove(id) {
      sending.stop(id);
      close(id);
    },
    zoomTo,
    measure(id) {
      const one = held.get(id);
      const file = fileOf(id);
      const use = serverUse(file?.content ?? null);
      if (!one || !file || !use || store.get().writesAllowed === false) return;
      if (use === 'points') return void sending.send(file, one.source);
      setTool(use === 'axis' ? 'alignment' : 'volume');
      void volume().send(use === 'surface' ? 'compared' : use, one.source, file.chosenCrs);
    },
    stopSending: sending.stop,
    removeUploaded: sending.removeUploaded,
  };
}

function ownFailure(error: unknown): Failure {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return { code: error.code, message: error.message };
  }
  return failureOf(error);
}

/** Whether a box lies where one looks, or near the data: then the camera stays. */
function isNear({ get }: AppStore, box: NodeBox): boolean {
  const { pose, frame } = get();
  if (!pose || !frame) return false;
  const [east, north] = frame.fromLonLat(pose.lon, pose.lat);
  const away = Math.hypot(Math.max(box[0] - east, 0, east - box[3]), Math.max(box[1] - north, 0, north - box[4]));
  return away < 0.5 * pose.rangeM;
}
