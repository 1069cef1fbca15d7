/** What a client was told, in the order in which the scenario does it. */
export type Told =
  /** In the store, with so many points: another version of it is gone. */
  | { readonly kind: 'item'; readonly collection: string; readonly item: string; readonly points: number }
  | {
      readonly kind: 'entry';
      readonly project: string;
      readonly entry: string;
      readonly text: string;
      /** Sha256. */
      readonly picture: string | null;
    }
  /** Its last byte is acknowledged. */
  | { readonly kind: 'upload'; readonly id: string; readonly use: 'points' | 'surface' }
  | { readonly kind: 'surface'; readonly id: string }
  /** Nobody but administrators sees what the upload became. */
  | { readonly kind: 'closed-upload'; readonly id: string }
  | { readonly kind: 'gone-upload'; readonly id: string }
  /** The newest; those before may be gone. */
  | { readonly kind: 'backup'; readonly generation: string }
  /** The newest of them, to `restored`. */
  | { readonly kind: 'restored' }
  | { readonly kind: 'request' | 'gone-request'; readonly id: string }
  /** So many rows, at least. */
  | { readonly kind: 'rows'; readonly database: string; readonly table: string; readonly rows: number }
  | { readonly kind: 'closed'; readonly collection: string }
  | { readonly kind: 'gone'; readonly collection: string; readonly item: string };

/** Points of the items: who sees an item knows which version it is. */
export const COUNTS = { old: 3000, replaced: 4000, upload: 5000 } as const;
