/**
 * Keeps V8's middle compiler (Maglev) from compiling beside the running code; to be imported before anything is measured. In Node
 * 24.15 to 24.21 that is unsound on a machine short of processors (nodejs/node#64841: crashes). Here it was seen as wrong
 * numbers: the interval of a volume stood shifted by its own systematic error in about one of eighty measurements, as if a
 * call had got the argument of another. Of sixty rounds under load nine were wrong as it is, none without Maglev and none
 * with Maglev compiling in line. Without it is faster for long loops; in line takes 100 MB less while indexing.
 * Threads that start later have the flags too.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-maglev');

/** For work that has a bound on its memory: Maglev, but in line. Call it before the first thread starts. */
export function compileInLine(): void {
  setFlagsFromString('--maglev');
  setFlagsFromString('--no-concurrent-recompilation');
}
