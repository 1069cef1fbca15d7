/** SIMA: named points, lots as closed lines, open figures as lines. X counts north; a point without a height lies on the ground. */
import { FormatError } from '#core/errors.ts';
import { readSima } from '#core/sima/sima-reader.ts';
import { ShapeBuilder, type ShapeDraft } from './draft.ts';

/** @throws {FormatError} as the reader does, and for a file without points */
export function shapesOfSima(text: string): ShapeDraft {
  const { areas, lines, points, broken, brokenLines } = readSima(text);
  const builder = new ShapeBuilder();
  const heights = new Map(points.map(({ east, north, height }) => [`${east} ${north}`, height]));
  const heightAt = (e: number, n: number) => heights.get(`${e} ${n}`) ?? Number.NaN;
  const raised = (line: readonly (readonly [number, number])[]) =>
    line.map(([e, n]): [number, number, number] => [e, n, heightAt(e, n)]);
  for (const { name, ring } of areas) {
    const vertices = raised(ring);
    builder.line([...vertices, ...vertices.slice(0, 1)]);
    const [e, n] = [0, 1].map((axis) => ring.reduce((sum, at) => sum + at[axis]!, 0) / Math.max(1, ring.length));
    if (ring.length > 0) builder.text(name, [e!, n!, Number.NaN]);
  }
  for (const { line } of lines) builder.line(raised(line));
  for (const { name, east, north, height } of points) {
    builder.point(east, north, height);
    builder.text(name, [east, north, height]);
  }
  if (points.length === 0) {
    throw new FormatError('SIMA: expected points (A01), seen none', { offset: 0, expected: 'A01', actual: 'none' });
  }
  const faults = [...broken, ...brokenLines];
  return builder.done({
    format: 'SIMA',
    notes: faults.length > 0 ? [{ kind: 'broken', count: faults.length }] : [],
    warnings: faults.map(({ name, message }) => `${name}: ${message}`),
  });
}
