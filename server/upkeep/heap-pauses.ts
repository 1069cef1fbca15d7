/**
 * Fewer collections of the whole heap. V8 keeps a heap that grows slowly within a tenth of what is alive in it: a server with 50 MB of
 * documents would collect all of it every few seconds, each time a tenth of a second beside the answers and a pause of 10 to 25 ms. With
 * room for as much again it does so a few times a minute under the load of a thousand viewers. The nursery of new objects is set where
 * the process is started (`--max-semi-space-size`): it cannot be changed later.
 */
import { setFlagsFromString } from 'node:v8';

/** Part of what is alive after a collection that may be added before the next. */
const ROOM_PERCENT = 100;

/** Of the whole process, threads too. */
export function preferFewCollections(): void {
  setFlagsFromString(`--heap-growing-percent=${ROOM_PERCENT}`);
}
