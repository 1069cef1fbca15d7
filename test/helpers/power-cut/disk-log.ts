/** What a program did to a folder, in the order in which it was done: names, contents that were flushed, and what it told others. */

export type DiskEntry =
  /** A file or folder was opened. `id` stands for what the path named then. */
  | { readonly op: 'open'; readonly id: string; readonly path: string; readonly truncated: boolean }
  /** Bytes were written since the last flush. */
  | { readonly op: 'write'; readonly id: string }
  /** Flushed. `copy`: the file with what is certainly on the disk; null for a folder. */
  | { readonly op: 'sync'; readonly id: string; readonly copy: string | null }
  /** A folder, with those above it that were missing. */
  | { readonly op: 'folder'; readonly path: string }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  | { readonly op: 'link'; readonly from: string; readonly to: string }
  /** Of a file, or of a folder with all in it. */
  | { readonly op: 'remove'; readonly path: string }
  /** A database as SQLite has it on the disk: what it commits, it flushes itself. */
  | { readonly op: 'database'; readonly path: string; readonly copy: string }
  /** Somebody was told that something is kept. */
  | { readonly op: 'told'; readonly what: string };
