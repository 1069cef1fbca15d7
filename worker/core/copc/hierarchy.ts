/** Hierarchy pages: 32-byte entries that say where each node's chunk, or the page with its subtree, stands. Source: COPC 1.0. */
import { ByteReader, ByteWriter } from '../binary/byte-cursor.ts';
import { FormatError } from '../errors.ts';
import { compareKeys, keyText, MAX_DEPTH, type VoxelKey } from './voxel-key.ts';

export const ENTRY_BYTES = 32;

export interface HierarchyEntry {
  readonly key: VoxelKey;
  readonly offset: number;
  readonly byteSize: number;
  /** Above 0: a chunk; 0: a node without points; -1: `offset` and `byteSize` give a child page. */
  readonly pointCount: number;
}

/** @throws {FormatError} when the page is no multiple of 32 bytes or holds a key outside its depth */
export function parseHierarchyPage(bytes: Uint8Array, fileOffset: number): HierarchyEntry[] {
  if (bytes.length % ENTRY_BYTES !== 0) {
    throw new FormatError(`hierarchy page: expected a multiple of ${ENTRY_BYTES} bytes, seen ${bytes.length}`, {
      offset: fileOffset,
      actual: bytes.length,
    });
  }
  const reader = new ByteReader(bytes, fileOffset);
  const entries: HierarchyEntry[] = [];
  for (let i = 0; i < bytes.length / ENTRY_BYTES; i++) {
    const key: VoxelKey = [reader.i32(), reader.i32(), reader.i32(), reader.i32()];
    const side = 2 ** key[0];
    if (key[0] < 0 || key[0] > MAX_DEPTH || key.slice(1).some((v) => v < 0 || v >= side)) {
      throw new FormatError(`hierarchy entry ${i}: key ${key.join('-')} is outside its depth`, {
        offset: fileOffset + i * ENTRY_BYTES,
      });
    }
    entries.push({ key, offset: reader.u64(), byteSize: reader.i32(), pointCount: reader.i32() });
  }
  return entries;
}

export function writeHierarchyPage(entries: readonly HierarchyEntry[]): Uint8Array {
  const w = new ByteWriter(entries.length * ENTRY_BYTES);
  for (const { key, offset, byteSize, pointCount } of entries) {
    for (const part of key) w.i32(part);
    w.u64(offset).i32(byteSize).i32(pointCount);
  }
  return w.bytes;
}

/** Pages hold at most about this many entries (64 kB), so that a viewer of a huge file starts with little. */
const PAGE_ENTRIES = 2048;

interface Page {
  readonly own: readonly HierarchyEntry[];
  readonly children: readonly { readonly key: VoxelKey; readonly page: Page }[];
}

/**
 * The hierarchy as pages, root page first: the upper levels, then a page for each subtree below them.
 * @param fileOffset where the first page will stand
 */
export function writeHierarchy(
  entries: readonly HierarchyEntry[],
  fileOffset: number,
  pageEntries = PAGE_ENTRIES,
): { readonly bytes: Uint8Array; readonly rootBytes: number } {
  const root = dividePages(
    [...entries].sort((a, b) => compareKeys(a.key, b.key)),
    pageEntries,
  );
  const pages: Page[] = [];
  const collect = (page: Page) => {
    pages.push(page);
    for (const child of page.children) collect(child.page);
  };
  collect(root);
  const sizeOf = ({ own, children }: Page) => (own.length + children.length) * ENTRY_BYTES;
  const offsets = new Map<Page, number>();
  let end = fileOffset;
  for (const page of pages) {
    offsets.set(page, end);
    end += sizeOf(page);
  }
  const bytes = new Uint8Array(end - fileOffset);
  for (const page of pages) {
    const links = page.children.map(({ key, page: child }) => ({
      key,
      offset: offsets.get(child)!,
      byteSize: sizeOf(child),
      pointCount: -1,
    }));
    bytes.set(writeHierarchyPage([...page.own, ...links]), offsets.get(page)! - fileOffset);
  }
  return { bytes, rootBytes: sizeOf(root) };
}

/** @param entries of one subtree, by depth first */
function dividePages(entries: readonly HierarchyEntry[], pageEntries: number): Page {
  if (entries.length <= pageEntries) return { own: entries, children: [] };
  const top = entries[0]!.key[0];
  // whole levels, as many as fill half a page, one at least
  const room = entries[Math.floor(pageEntries / 2)]!.key[0];
  const depth = Math.max(top + 1, room);
  const below = new Map<string, { key: VoxelKey; entries: HierarchyEntry[] }>();
  for (const entry of entries) {
    const [d, x, y, z] = entry.key;
    if (d < depth) continue;
    const shift = 2 ** (d - depth);
    const key: VoxelKey = [depth, Math.floor(x / shift), Math.floor(y / shift), Math.floor(z / shift)];
    const group = below.get(keyText(key));
    if (group) group.entries.push(entry);
    else below.set(keyText(key), { key, entries: [entry] });
  }
  return {
    own: entries.filter(({ key }) => key[0] < depth),
    children: Array.from(below.values(), ({ key, entries: group }) => ({ key, page: dividePages(group, pageEntries) })),
  };
}
