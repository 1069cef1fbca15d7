/** What opening a file needs; loaded with the first file, so that the page starts without it. */
export { crsFromCode } from '#core/crs/crs.ts';
export { openFile } from '../../local/open-file.ts';
export { placingOf } from '../../local/placing.ts';
export { pointTreeOf } from '../../local/point-tree-of.ts';
export { KEPT_BYTES } from '../../local/points/sample.ts';
export { codeFor, newFrame } from './choose-crs.ts';
