/** From the wanted base of a text to its baseline, in em: what a gothic font keeps below it, the middle of its capitals. */
export const BASE_SHIFT = { bottom: 0.1, middle: -0.36, top: -0.86 } as const;
