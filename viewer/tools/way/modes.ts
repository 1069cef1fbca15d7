/** What is asked along the line of the section tool; `section` is the tool itself. */
export const WAY_MODES = ['section', 'profile', 'wires'] as const;
export type WayMode = (typeof WAY_MODES)[number];
