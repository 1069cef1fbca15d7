/** Comments in the snippets, in the page's language. */
export interface SnippetWords {
  /** Called again it goes on where it was. */
  readonly resume: string;
  readonly check: string;
  readonly checkTrue: string;
  /** What to install. */
  readonly install: string;
  readonly part: string;
  readonly window: string;
  readonly find: string;
  readonly credit: string;
  readonly plane: string;
  readonly terrain: string;
  readonly hillshade: string;
  readonly first: string;
  readonly up: string;
  readonly frame: string;
  /** Where the engine's own files are. */
  readonly assets: string;
}
