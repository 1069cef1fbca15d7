/** The median of the last numbers: a new one replaces the largest, or after numbers above the median the smallest. */
export class RunningMedian {
  private sorted = [0, 0, 0, 0, 0];
  private dropLargest = true;

  get value(): number {
    return this.sorted[2]!;
  }

  add(number: number): void {
    const middle = this.value;
    const four = this.dropLargest ? this.sorted.slice(0, 4) : this.sorted.slice(1);
    this.sorted = [...four, number].sort((a, b) => a - b);
    this.dropLargest = number < middle || (number === middle && !this.dropLargest);
  }
}
