/**
 * Every job that a worker thread can run: name → module. A module exports `run(input, context)`; the types of messages
 * follow from it. One line a job.
 */
export const jobs = {
  'build-bucket': () => import('./build-bucket.ts'),
  'build-overview': () => import('./build-overview.ts'),
  'build-parent': () => import('./build-parent.ts'),
  'check-alignment': () => import('./check-alignment.ts'),
  'check-database': () => import('./check-database.ts'),
  'check-pipes': () => import('./check-pipes.ts'),
  'classify-nodes': () => import('./classify-nodes.ts'),
  'compute-volume': () => import('./compute-volume.ts'),
  'cut-profile': () => import('./cut-profile.ts'),
  'cut-section': () => import('./cut-section.ts'),
  'cut-sections': () => import('./cut-sections.ts'),
  'design-surface': () => import('./design-surface.ts'),
  'distribute-points': () => import('./distribute-points.ts'),
  'divide-piece': () => import('./divide-piece.ts'),
  'draw-map-tile': () => import('./draw-map-tile.ts'),
  'draw-terrain-tile': () => import('./draw-terrain-tile.ts'),
  'draw-top-view': () => import('./draw-top-view.ts'),
  'estimate-volume': () => import('./estimate-volume.ts'),
  'find-objects': () => import('./find-objects.ts'),
  'find-terrain': () => import('./find-terrain.ts'),
  'form-points': () => import('./form-points.ts'),
  'import-upload': () => import('./import-upload.ts'),
  inundate: () => import('./inundate.ts'),
  'join-map-tiles': () => import('./join-map-tiles.ts'),
  'judge-fitness': () => import('./judge-fitness.ts'),
  'lowest-points': () => import('./lowest-points.ts'),
  'make-board': () => import('./make-board.ts'),
  'make-report': () => import('./make-report.ts'),
  'map-change': () => import('./map-change.ts'),
  measure: () => import('./measure.ts'),
  'measure-series': () => import('./measure-series.ts'),
  ping: () => import('./ping.ts'),
  'plan-extraction': () => import('./plan-extraction.ts'),
  'sample-height-raster': () => import('./sample-height-raster.ts'),
  'sample-heights': () => import('./sample-heights.ts'),
  'sample-terrain': () => import('./sample-terrain.ts'),
  'see-around': () => import('./see-around.ts'),
  'see-line': () => import('./see-line.ts'),
  'see-mountain': () => import('./see-mountain.ts'),
  'see-sun': () => import('./see-sun.ts'),
  'select-points': () => import('./select-points.ts'),
  'summarize-nodes': () => import('./summarize-nodes.ts'),
  'summarize-source': () => import('./summarize-source.ts'),
  'thin-points': () => import('./thin-points.ts'),
  'transcode-node': () => import('./transcode-node.ts'),
  'write-product': () => import('./write-product.ts'),
  'write-scene-epoch': () => import('./write-scene-epoch.ts'),
  'write-surface': () => import('./write-surface.ts'),
};

/**
 * Jobs that only read and answer within seconds: when their thread dies they are run again, so that nobody notices. The others fail
 * with WORKER_LOST: they write, or they may be what killed the thread after minutes.
 */
export const RUN_AGAIN: ReadonlySet<string> = new Set<keyof typeof jobs>([
  'draw-map-tile',
  'draw-terrain-tile',
  'join-map-tiles',
  'measure',
  'ping',
  'sample-height-raster',
  'sample-heights',
  'sample-terrain',
  'transcode-node',
]);

export type JobName = keyof typeof jobs;
type Run<N extends JobName> = Awaited<ReturnType<(typeof jobs)[N]>>['run'];
export type JobInput<N extends JobName> = Parameters<Run<N>>[0];
export type JobOutput<N extends JobName> = Awaited<ReturnType<Run<N>>>;
