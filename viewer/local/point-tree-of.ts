/** The points of an own file as a tree for the streamer: the overview from memory, the rest from the file when it is wanted. Pure. */
import type { PointColumns, PointNode } from '../streaming/point-tree.ts';
import type { FarNode, ReadPoints } from './points/read-file.ts';

type Draft = Omit<PointNode, 'children'> & { readonly children: PointNode[] };

/** @param name of the file, for messages */
export function pointTreeOf(
  name: string,
  { nodes, far, box, overviewErrorM }: ReadPoints,
  readFar: (node: FarNode, signal: AbortSignal) => Promise<PointColumns>,
): PointNode {
  const adds = { replaces: false, expand: null } as const;
  const group = (id: string, errorM: number): Draft => ({ ...adds, id, box, errorM, load: null, children: [] });
  const root = group(name, Number.POSITIVE_INFINITY);
  const overview = nodes.map(
    ({ box: own, errorM, columns }, index): Draft => ({
      ...adds,
      id: `${name} ${index}`,
      box: own,
      errorM,
      load: async () => columns,
      children: [],
    }),
  );
  for (const [index, { parent }] of nodes.entries()) {
    (parent < 0 ? root : overview[parent]!).children.push(overview[index]!);
  }
  const below = group(`${name} near`, overviewErrorM);
  const nearer = far.map(
    (node): Draft => ({
      ...adds,
      id: `${name} ${node.name}`,
      box: node.box,
      errorM: node.errorM,
      load: (signal) => readFar(node, signal),
      children: [],
    }),
  );
  for (const [index, { parent }] of far.entries()) {
    (parent < 0 ? below : nearer[parent]!).children.push(nearer[index]!);
  }
  if (nearer.length > 0) root.children.push(below);
  return root;
}
