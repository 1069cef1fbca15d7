import { describe, expect, it } from 'vitest';
import { liftedPlaces } from '../../../../viewer/state/lift.ts';

const at = (east: number) => ({ east, north: 0, height: 99, name: `p${east}` });

describe('places without heights', () => {
  it('stand on what is drawn; beside it they stay as they were', () => {
    const view = { heightAt: (east: number) => (east < 10 ? 5 + east : null) };
    expect(liftedPlaces(view, [at(1), at(20), at(2)])).toEqual([
      { ...at(1), height: 6 },
      at(20),
      { ...at(2), height: 7 },
    ]);
  });

  it('wait where nothing is drawn, and cost few looks then', () => {
    let looks = 0;
    const view = {
      heightAt: () => {
        looks++;
        return null;
      },
    };
    expect(
      liftedPlaces(
        view,
        Array.from({ length: 500 }, (_, i) => at(i)),
      ),
    ).toBeNull();
    expect(looks).toBeLessThan(10);
    expect(liftedPlaces(view, [])).toBeNull();
  });
});
