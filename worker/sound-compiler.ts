/**
 * Switches V8's middle compiler (Maglev) off; to be imported before anything is measured. In Node 24.15 to 24.21 its
 * concurrent compilation is unsound on a machine that is short of processors (nodejs/node#64841: crashes). Here it was seen as
 * wrong numbers: the interval of a volume stood shifted by its own systematic error in about one of eighty measurements, as
 * if a call had got the argument of another; never with the flag below, nor without entering loops in their middle. Hot
 * loops reach the last compiler all the same. Threads that start later have the flag too.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-maglev');
