/** Scenarios out of the files that `exchange.ts` writes. Pure. */
import { parseScenario, type Scenario } from '../contract/scenario.ts';
import { RequestError } from '../errors.ts';
import { SCENARIO_FORMAT } from './exchange.ts';

/**
 * Reads a file that this program wrote.
 * @throws {RequestError} INVALID_INPUT saying what does not fit
 */
export function readScenarioGeoJson(document: unknown): Scenario {
  const own = memberOf(document, 'tengun');
  const features = memberOf(document, 'features');
  if (memberOf(own, 'kind') !== 'scenario' || !Array.isArray(features)) {
    throw new RequestError('INVALID_INPUT', 'expected a GeoJSON file of a scenario, as "Save as a file" writes it');
  }
  if (memberOf(own, 'format') !== SCENARIO_FORMAT) {
    const seen = JSON.stringify(memberOf(own, 'format'));
    throw new RequestError('INVALID_INPUT', `tengun.format: expected ${SCENARIO_FORMAT}, got ${seen}`);
  }
  const edits = features.map((feature: unknown) => memberOf(memberOf(feature, 'properties'), 'tengun'));
  const date = memberOf(own, 'date');
  return parseScenario({
    ...{ id: memberOf(own, 'id'), name: memberOf(own, 'name'), crs: memberOf(own, 'crs'), edits },
    ...(date === undefined ? {} : { date }),
  });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
