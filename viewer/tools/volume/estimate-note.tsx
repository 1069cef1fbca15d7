/** What a large measurement will cost, before it is started: from the server, which knows the points. */
import { Alert, Button, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EstimateResult, estimateVolume } from '../../api/volume.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { inLanguage } from './methods.ts';
import { isLarge, volumeObstacle, volumeRequest } from './state.ts';

/** Settings change key by key: the server is asked when they rest. */
const REST_MS = 400;

export function EstimateNote() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const volume = useAppState((state) => state.volume);
  const frame = useAppState((state) => state.frame);
  const [estimate, setEstimate] = useState<EstimateResult | null>(null);
  const wanted = frame !== null && volumeObstacle(volume) === null && isLarge(volume);
  const request = wanted ? JSON.stringify(volumeRequest(volume, frame)) : null;
  useEffect(() => {
    setEstimate(null);
    if (request === null) return;
    const controller = new AbortController();
    const timer = window.setTimeout(() => {
      estimateVolume(JSON.parse(request), { signal: controller.signal }).then(
        (result) => controller.signal.aborted || setEstimate(result),
        // what is wrong with the request is said when it is sent
        () => undefined,
      );
    }, REST_MS);
    return () => {
      window.clearTimeout(timer);
      controller.abort();
    };
  }, [request]);
  if (!estimate) return null;
  const { cells, points, seconds, memoryMiB, isPossible, advice, suggestedCellSizeM } = estimate;
  const facts = t('volume.cost', {
    points: formatNumber(points),
    cells: formatNumber(cells),
    seconds: formatNumber(Math.max(1, Math.ceil(seconds))),
    memory: formatNumber(memoryMiB),
  });
  if (isPossible) {
    return (
      <Text size="xs" c="dimmed" data-testid="volume-estimate">
        {facts}
      </Text>
    );
  }
  return (
    <Alert color="yellow" variant="light" p="xs" data-testid="volume-estimate">
      <Text size="xs">{facts}</Text>
      {advice && <Text size="sm">{inLanguage(t, advice)}</Text>}
      {suggestedCellSizeM !== null && (
        <Button
          mt={6}
          size="compact-xs"
          variant="default"
          onClick={() => workspace.volume({ type: 'settings', settings: { cellSizeM: suggestedCellSizeM } })}
        >
          {t('volume.takeCellSize', { size: suggestedCellSizeM })}
        </Button>
      )}
    </Alert>
  );
}
