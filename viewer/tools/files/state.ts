/** Files that the user opened in this browser. They live as long as the page: nothing of them stands in the address. Pure. */
import type { IndexingNews, RejectedFile } from '../../api/uploads.ts';
import type { FileFacts } from '../../local/messages.ts';
import type { ReadPoints } from '../../local/points/read-file.ts';
import type { ShapeSet } from '../../local/shapes/place-shapes.ts';
import type { ViewLayer } from '../../state/map-view.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import type { NodeBox, PointNode } from '../../streaming/point-tree.ts';
import type { Failure } from '../run.ts';

export type FileStage =
  | { readonly state: 'opening' }
  /** The file does not say what its coordinates are; `suggested` is a code. */
  | { readonly state: 'asking'; readonly suggested: string }
  | { readonly state: 'reading'; readonly part: number }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly failure: Failure };

export type OwnContent =
  | {
      readonly kind: 'points';
      /** Of the layer in the view: a file that is read anew is another layer. */
      readonly layer: string;
      readonly tree: PointNode;
      readonly read: Omit<ReadPoints, 'nodes' | 'far'>;
    }
  | { readonly kind: 'shapes'; readonly layer: string; readonly shapes: ShapeSet };

/** A point file on its way to the server; when it is there it is a collection. */
export type ServerStage =
  | { readonly state: 'sending'; readonly fraction: number }
  | ({ readonly state: 'indexing' } & IndexingNews)
  | { readonly state: 'failed'; readonly failure: Failure }
  /** It lies in another system than the site: both stay open. */
  | { readonly state: 'there'; readonly collection: string };

/** What the user says of points before they are sent; empty: nothing. */
export interface SaidOfPoints {
  /** `2024-05-01`. */
  readonly datetime: string;
  readonly verticalDatum: string;
}

export const NOTHING_SAID: SaidOfPoints = { datetime: '', verticalDatum: '' };

export interface OwnFile {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly stage: FileStage;
  readonly facts: FileFacts | null;
  /** Code that the user chose where the file has none. */
  readonly chosenCrs: string | null;
  readonly content: OwnContent | null;
  readonly said: SaidOfPoints;
  /** Null: it was not sent. */
  readonly server: ServerStage | null;
  readonly visible: boolean;
  readonly colour: number;
  readonly opacity: number;
  /** Drawn over the points. */
  readonly over: boolean;
}

/** What is done with a collection that was made of an upload. */
export interface UploadedState {
  readonly removing: boolean;
  readonly failure: Failure | null;
  /** Files of a zip that could not be read. */
  readonly rejected: readonly RejectedFile[];
}

export const NOTHING_DONE: UploadedState = { removing: false, failure: null, rejected: [] };

export interface FilesState {
  readonly files: readonly OwnFile[];
  /** By the id of the collection. */
  readonly uploaded: Readonly<Record<string, UploadedState>>;
  readonly nextId: number;
}

export const EMPTY_FILES: FilesState = { files: [], uploaded: {}, nextId: 1 };

export type FilesAction =
  | { readonly type: 'add'; readonly name: string; readonly sizeBytes: number }
  | { readonly type: 'change'; readonly id: number; readonly part: Partial<Omit<OwnFile, 'id'>> }
  | { readonly type: 'remove'; readonly id: number }
  | { readonly type: 'uploaded'; readonly collection: string; readonly part: Partial<UploadedState> };

/** Apart from the collections' colours, and readable on light and dark. */
export const FILE_COLOURS = [0xff8c42, 0x2ec4b6, 0xe84a8a, 0xb8de3b, 0x8f7bff, 0xffd23f] as const;

export function reduceFiles(state: FilesState, action: FilesAction): FilesState {
  switch (action.type) {
    case 'add': {
      const file: OwnFile = {
        id: state.nextId,
        name: action.name,
        sizeBytes: action.sizeBytes,
        stage: { state: 'opening' },
        facts: null,
        chosenCrs: null,
        content: null,
        said: NOTHING_SAID,
        server: null,
        visible: true,
        colour: FILE_COLOURS[(state.nextId - 1) % FILE_COLOURS.length]!,
        opacity: 1,
        over: false,
      };
      return { ...state, files: [...state.files, file], nextId: state.nextId + 1 };
    }
    case 'change':
      return {
        ...state,
        files: state.files.map((file) => (file.id === action.id ? { ...file, ...action.part } : file)),
      };
    case 'remove':
      return { ...state, files: state.files.filter(({ id }) => id !== action.id) };
    case 'uploaded': {
      const { collection, part } = action;
      const known = state.uploaded[collection] ?? NOTHING_DONE;
      return { ...state, uploaded: { ...state.uploaded, [collection]: { ...known, ...part } } };
    }
  }
}

/** Where a file lies, metres of the site frame; null until it is read. */
export function boxOfFile({ content }: OwnFile): NodeBox | null {
  if (!content) return null;
  return content.kind === 'points' ? content.read.box : content.shapes.box;
}

/** Mean distance between points over the whole file, metres. */
function spacingOf({ box, pointCount }: Pick<ReadPoints, 'box' | 'pointCount'>): number {
  return Math.sqrt(((box[3] - box[0]) * (box[4] - box[1])) / Math.max(1, pointCount));
}

/** The point files as layers of the site view. */
export function ownPointLayers({ files }: FilesState): ViewLayer[] {
  return files.flatMap(({ content, visible, colour }) =>
    content?.kind === 'points'
      ? [
          {
            id: content.layer,
            visible,
            colour,
            inSiteFrame: true,
            hasColour: content.read.hasColour,
            spacingM: spacingOf(content.read),
            intensityRange: content.read.intensityRange,
            unitM: 1,
            verticalUnitM: 1,
          },
        ]
      : [],
  );
}

export function ownShapeLayers({ files }: FilesState): ShapeLayer[] {
  return files.flatMap(({ content, visible, colour, opacity, over }) =>
    content?.kind === 'shapes' ? [{ id: content.layer, shapes: content.shapes, visible, colour, opacity, over }] : [],
  );
}

/** The tree of a layer of the view. */
export function ownTree({ files }: FilesState, layer: string): PointNode | null {
  for (const { content } of files) if (content?.kind === 'points' && content.layer === layer) return content.tree;
  return null;
}

/** Low and high of the point files on the screen, metres; null when there is none. */
export function ownElevations({ files }: FilesState): readonly [number, number] | null {
  const boxes = files.flatMap((file) => (file.visible && file.content?.kind === 'points' ? [boxOfFile(file)!] : []));
  if (boxes.length === 0) return null;
  return [Math.min(...boxes.map((box) => box[2])), Math.max(...boxes.map((box) => box[5]))];
}

/** Bytes of points that files keep in memory, shown or not. */
export function keptPoints({ files }: FilesState): number {
  return files.reduce((sum, { content }) => {
    // the nodes of a COPC file stay in the file
    return content?.kind === 'points' && content.read.overviewErrorM !== Number.POSITIVE_INFINITY
      ? sum + content.read.kept
      : sum;
  }, 0);
}

/** Where the server takes a file: what it is to the tools; null: no kind that it takes. */
export function serverUse(content: OwnContent | null): 'surface' | 'areas' | 'axis' | 'points' | null {
  if (content?.kind === 'points') return 'points';
  if (content?.kind !== 'shapes') return null;
  const { format, counts, picture, lines, starts } = content.shapes;
  if (picture) return null;
  if (format === 'GeoTIFF' || counts.triangles > 0) return 'surface';
  if (counts.lines === 0) return null;
  if (format === 'LandXML') return 'axis';
  const isClosed = (line: number) => {
    const [first, last] = [3 * starts[line]!, 3 * (starts[line + 1]! - 1)];
    return last > first && lines[first] === lines[last] && lines[first + 1] === lines[last + 1];
  };
  return Array.from({ length: counts.lines }, (_, line) => line).some(isClosed) ? 'areas' : 'axis';
}
