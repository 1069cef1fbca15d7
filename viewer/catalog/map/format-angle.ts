/** Longitudes and latitudes at the rim of the map. Pure. */

/** Degrees, minutes and seconds as far as they are not zero: `139°4′30″ E`. */
export function formatAngle(value: number, positive: string, negative: string): string {
  const total = Math.round(Math.abs(value) * 3600);
  const [degrees, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const rest = seconds > 0 ? `${minutes}′${seconds}″` : minutes > 0 ? `${minutes}′` : '';
  return `${degrees}°${rest} ${value < 0 ? negative : positive}`;
}
