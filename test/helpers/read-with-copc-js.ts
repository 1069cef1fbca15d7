/** Reads a COPC file with npm `copc` and `laz-perf`, nothing of ours: every node's records. */
import { open } from 'node:fs/promises';
import { Copc, type Hierarchy } from 'copc';
import { createLazPerf } from 'laz-perf';

export interface OutsideNode {
  readonly key: string;
  readonly records: Uint8Array;
}

let lazPerf: ReturnType<typeof createLazPerf> | undefined;

export async function openWithCopcJs(path: string) {
  const file = await open(path, 'r');
  const getter = async (begin: number, end: number) => {
    const bytes = new Uint8Array(end - begin);
    await file.read(bytes, 0, bytes.length, begin);
    return bytes;
  };
  const copc = await Copc.create(getter);
  const nodes: Hierarchy.Node.Map = {};
  const pages: Hierarchy.Page[] = [copc.info.rootHierarchyPage];
  for (let page = pages.pop(); page; page = pages.pop()) {
    const subtree = await Copc.loadHierarchyPage(getter, page);
    Object.assign(nodes, subtree.nodes);
    pages.push(...Object.values(subtree.pages).filter((p) => p !== undefined));
  }
  return {
    copc,
    nodes,
    close: () => file.close(),
    async *records(): AsyncGenerator<OutsideNode> {
      lazPerf ??= createLazPerf();
      for (const [key, node] of Object.entries(nodes)) {
        if (!node || node.pointCount === 0) continue;
        const records = await Copc.loadPointDataBuffer(getter, copc.header, node, await lazPerf);
        yield { key, records };
      }
    },
  };
}
