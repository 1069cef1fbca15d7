/**
 * Brings the nodes that a camera needs into memory and keeps memory under its cap. Requests go out in the order of the
 * selection and are called back as soon as the camera no longer wants them. Engine-free: the engine hears of nodes that came and went.
 */
import { BYTES_PER_POINT, type PointColumns, type PointNode } from './point-tree.ts';
import { type Eye, type Limits, type Selection, selectNodes } from './selection.ts';

export interface LoadedNode {
  readonly tree: string;
  readonly node: PointNode;
  readonly columns: PointColumns;
}

export interface StreamerOptions {
  /** Nodes in memory take at most this much, as long as one picture does not need more; bytes. */
  readonly capBytes: number;
  /** Points of a node are ready to be drawn. */
  readonly onLoaded: (loaded: LoadedNode) => void;
  /** They left memory: whatever was made of them must go too. */
  readonly onReleased: (loaded: LoadedNode) => void;
  /** Something arrived: the selection should run again. */
  readonly onNews: () => void;
  readonly onError: (tree: string, node: PointNode, error: unknown) => void;
  /** Milliseconds, for waiting before another attempt. */
  readonly now?: () => number;
}

export interface StreamerStats {
  readonly loading: boolean;
  /** Points of the nodes now shown. */
  readonly pointCount: number;
  /** Held in memory, shown or not. */
  readonly bytes: number;
  readonly nodes: number;
  /** Requests under way. */
  readonly requests: number;
  /** The budget left out regions as coarse as this, pixels; 0 when all is shown. */
  readonly cutPx: number;
}

export interface Streamer {
  /** Which trees are shown; what belongs to the others is called back and released. */
  setTrees(trees: ReadonlyMap<string, PointNode>): void;
  /** Hidden trees keep what they have, as memory allows, and ask for nothing. */
  setHidden(hidden: ReadonlySet<string>): void;
  /** @returns the nodes to draw now */
  update(eye: Eye, limits: Omit<Limits, 'byteBudget'>): readonly LoadedNode[];
  readonly stats: StreamerStats;
  /** Tries again what was given up. */
  retry(): void;
  dispose(): void;
}

/** Requests at a time: enough to keep the line and the decoders busy, few enough to be called back soon. */
const MAX_REQUESTS = 10;
/** Attempts before a node is given up. */
const MAX_ATTEMPTS = 3;
const RETRY_AFTER_MS = [1500, 6000];
/** Of a node that was not loaded yet, until there are better guesses. */
const GUESSED_POINTS = 20_000;

interface Pending {
  readonly tree: string;
  readonly abort: AbortController;
}

interface Failure {
  attempts: number;
  retryAt: number;
}

export function createStreamer(options: StreamerOptions): Streamer {
  const { capBytes, now = () => performance.now() } = options;
  let trees: ReadonlyMap<string, PointNode> = new Map();
  let hidden: ReadonlySet<string> = new Set();
  /** The node used longest ago first. */
  const loaded = new Map<PointNode, LoadedNode>();
  const treeOf = new WeakMap<PointNode, string>();
  const expanded = new Map<PointNode, readonly PointNode[]>();
  const pending = new Map<PointNode, Pending>();
  const failures = new Map<PointNode, Failure>();
  /** Also of nodes that left: a guess in their place would ask for them again and again at the edge of the budget. */
  const counts = new WeakMap<PointNode, number>();
  let selection: Selection = { wanted: [], unknown: [], cutPx: 0 };
  let pointCount = 0;
  let bytes = 0;
  let seen = 0;
  let seenPoints = 0;
  let disposed = false;

  const knowledge = {
    childrenOf: (node: PointNode) => (node.expand ? (expanded.get(node) ?? null) : node.children),
    pointsOf: (node: PointNode) => counts.get(node) ?? (seen === 0 ? GUESSED_POINTS : Math.round(seenPoints / seen)),
  };
  const bytesOf = ({ columns }: LoadedNode) => columns.count * BYTES_PER_POINT;

  const mayTry = (node: PointNode) => {
    const failure = failures.get(node);
    return !failure || (failure.attempts < MAX_ATTEMPTS && now() >= failure.retryAt);
  };
  const willRetry = (node: PointNode) => {
    const failure = failures.get(node);
    return failure !== undefined && failure.attempts < MAX_ATTEMPTS && now() < failure.retryAt;
  };

  const begin = (node: PointNode, tree: string) => {
    const abort = new AbortController();
    const mine: Pending = { tree, abort };
    pending.set(node, mine);
    const finish = async () => {
      try {
        if (node.load && !loaded.has(node)) keep(node, tree, await node.load(abort.signal), abort.signal);
        else if (node.expand) learn(node, tree, await node.expand(abort.signal), abort.signal);
        failures.delete(node);
      } catch (error) {
        if (abort.signal.aborted || disposed) return;
        const attempts = (failures.get(node)?.attempts ?? 0) + 1;
        const waitMs = RETRY_AFTER_MS[attempts - 1] ?? 0;
        failures.set(node, { attempts, retryAt: now() + waitMs });
        if (attempts < MAX_ATTEMPTS) setTimeout(() => !disposed && options.onNews(), waitMs + 10);
        else options.onError(tree, node, error);
      } finally {
        if (pending.get(node) === mine) pending.delete(node);
        if (!disposed) options.onNews();
      }
    };
    void finish();
  };

  const keep = (node: PointNode, tree: string, columns: PointColumns, signal: AbortSignal) => {
    if (signal.aborted || disposed || !trees.has(tree)) return;
    const entry: LoadedNode = { tree, node, columns };
    loaded.set(node, entry);
    bytes += bytesOf(entry);
    counts.set(node, columns.count);
    seen++;
    seenPoints += columns.count;
    options.onLoaded(entry);
  };

  const learn = (node: PointNode, tree: string, children: readonly PointNode[], signal: AbortSignal) => {
    if (signal.aborted || disposed) return;
    expanded.set(node, children);
    for (const child of children) own(child, tree);
  };

  const own = (node: PointNode, tree: string) => {
    treeOf.set(node, tree);
    for (const child of node.children) own(child, tree);
  };

  const release = (entry: LoadedNode) => {
    loaded.delete(entry.node);
    bytes -= bytesOf(entry);
    options.onReleased(entry);
  };

  /** Forgets all that belongs to trees for which `goes` is true. */
  const drop = (goes: (tree: string) => boolean) => {
    for (const [node, { tree, abort }] of pending) {
      if (!goes(tree)) continue;
      pending.delete(node);
      abort.abort();
    }
    for (const entry of [...loaded.values()]) if (goes(entry.tree)) release(entry);
    for (const node of [...expanded.keys()]) if (goes(treeOf.get(node) ?? '')) expanded.delete(node);
    for (const node of [...failures.keys()]) if (goes(treeOf.get(node) ?? '')) failures.delete(node);
  };

  /** What is asked for and no longer wanted is called back; then the free places go to the most urgent. */
  const request = () => {
    const needed = new Set([...selection.wanted, ...selection.unknown]);
    for (const [node, { abort }] of pending) {
      if (needed.has(node)) continue;
      pending.delete(node);
      abort.abort();
    }
    for (const list of [selection.unknown, selection.wanted]) {
      for (const node of list) {
        if (pending.size >= MAX_REQUESTS) return;
        if (pending.has(node) || !isMissing(node) || !mayTry(node)) continue;
        const tree = treeOf.get(node);
        if (tree !== undefined) begin(node, tree);
      }
    }
  };
  const isMissing = (node: PointNode) =>
    (node.load !== null && !loaded.has(node)) || (node.expand !== null && !expanded.has(node));

  const evict = () => {
    for (const node of selection.wanted) {
      const entry = loaded.get(node);
      if (!entry) continue;
      loaded.delete(node);
      loaded.set(node, entry);
    }
    if (bytes <= capBytes) return;
    const wanted = new Set(selection.wanted);
    for (const entry of [...loaded.values()]) {
      if (bytes <= capBytes) return;
      if (!wanted.has(entry.node)) release(entry);
    }
  };

  /** Whether what is below a node that is replaced is there, as far as the camera asks for it. */
  const isCovered = (node: PointNode, wanted: ReadonlySet<PointNode>): boolean => {
    const children = knowledge.childrenOf(node);
    if (children === null) return false;
    let covers = false;
    for (const child of children) {
      if (!wanted.has(child) && !(child.load === null && hasWanted(child, wanted))) continue;
      if (child.load ? !loaded.has(child) : !isCovered(child, wanted)) return false;
      covers = true;
    }
    return covers;
  };
  const hasWanted = (node: PointNode, wanted: ReadonlySet<PointNode>): boolean =>
    (knowledge.childrenOf(node) ?? []).some((child) => wanted.has(child) || hasWanted(child, wanted));

  return {
    setTrees(next) {
      trees = next;
      drop((tree) => !next.has(tree));
      for (const [tree, root] of next) own(root, tree);
    },
    setHidden(next) {
      hidden = next;
    },
    update(eye, limits) {
      const roots = [...trees].filter(([tree]) => !hidden.has(tree)).map(([, root]) => root);
      selection = selectNodes(roots, eye, { ...limits, byteBudget: 0.8 * capBytes }, knowledge);
      request();
      evict();
      const wanted = new Set(selection.wanted);
      const shown: LoadedNode[] = [];
      pointCount = 0;
      for (const node of selection.wanted) {
        const entry = loaded.get(node);
        if (!entry || (node.replaces && isCovered(node, wanted))) continue;
        shown.push(entry);
        pointCount += entry.columns.count;
      }
      return shown;
    },
    get stats() {
      const isAwaited = (node: PointNode) => isMissing(node) && (mayTry(node) || willRetry(node));
      return {
        loading: pending.size > 0 || [...selection.wanted, ...selection.unknown].some(isAwaited),
        pointCount,
        bytes,
        nodes: loaded.size,
        requests: pending.size,
        cutPx: selection.cutPx,
      };
    },
    retry() {
      failures.clear();
      options.onNews();
    },
    dispose() {
      drop(() => true);
      disposed = true;
      trees = new Map();
    },
  };
}
