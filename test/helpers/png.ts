/** A picture of three by two pixels. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEklEQVR4nGP4z8DwHwwZ/sNZADb5Bfv0J+ZlAAAAAElFTkSuQmCC',
  'base64',
);
