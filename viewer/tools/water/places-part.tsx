/** Shelters and routes: files, drawn routes, and what the water at the level in the picture does to them. */
import { ActionIcon, Badge, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconCheck, IconRoute, IconTable, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { csvText, downloadText } from '../download.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { LeaveSketch } from './barriers-part.tsx';
import { depthOf, type Route, routeParts } from './places.ts';
import { shelterFileRows, sheltersInWater } from './rows.ts';
import { shownLevel } from './state.ts';

export function PlacesPart() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const water = useAppState((state) => state.water);
  const { places } = water;
  const level = shownLevel(water);
  return (
    <Stack gap="sm">
      <FileDrop
        label={t('water.placesChoose')}
        kinds={t('water.placesKinds')}
        onDrop={(files) => void workspace.waterWork.openPlaces(files)}
      />
      {places.failure && <FailureMessage code={places.failure.code} message={places.failure.message} />}
      <RouteSketch />
      {level === null && places.shelters.length + places.routes.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('water.placesNeedLevel')}
        </Text>
      )}
      {places.shelters.length > 0 && <Shelters levelM={level?.levelM ?? null} />}
      {places.routes.length > 0 && <Routes levelM={level?.levelM ?? null} />}
      {places.shelters.length + places.routes.length > 0 && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          w="fit-content"
          leftSection={<IconTrash size={14} />}
          onClick={() => workspace.water({ type: 'places', action: { type: 'clear' } })}
        >
          {t('water.placesClear')}
        </Button>
      )}
    </Stack>
  );
}

function RouteSketch() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { sketch, sketchKind, places } = useAppState((state) => state.water);
  const isDrawing = sketchKind === 'route';
  const keep = () => {
    const name = t('water.routeName', { number: places.routes.length + 1 });
    const vertices = sketch.vertices.map(({ east, north }) => ({ east, north }));
    const action = { type: 'add' as const, file: null, shelters: [], routes: [{ name, vertices }] };
    workspace.water({ type: 'places', action });
    workspace.water({ type: 'sketch', kind: null });
  };
  if (!isDrawing) {
    return (
      <Button
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconRoute size={16} />}
        onClick={() => workspace.water({ type: 'sketch', kind: 'route' })}
      >
        {t('water.drawRoute')}
      </Button>
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm">{t('water.sketch.route')}</Text>
      <DrawingControls drawing={sketch} dispatch={(action) => workspace.water({ type: 'draw', action })} />
      {!sketch.active && <LeaveSketch />}
      {sketch.closed && (
        <Button size="xs" w="fit-content" leftSection={<IconCheck size={16} />} onClick={keep}>
          {t('water.keepRoute')}
        </Button>
      )}
    </Stack>
  );
}

function Shelters({ levelM }: { readonly levelM: number | null }) {
  const { t } = useTranslation();
  const { places, run } = useAppState((state) => state.water);
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const inWater = sheltersInWater(run.state === 'done' ? run.result : null, places, unitM);
  const wet = inWater.filter((one) => levelM !== null && (depthOf(one, levelM) ?? 0) > 0).length;
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6">
          {t('water.shelters', { count: places.shelters.length })}
        </Title>
        {levelM !== null && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconTable size={14} />}
            onClick={() => {
              const rows = shelterFileRows(places, (index) => inWater[index] ?? null, levelM);
              downloadText('shelters.csv', 'text/csv', csvText(rows));
            }}
          >
            {t('water.csv')}
          </Button>
        )}
      </Group>
      {levelM !== null && (
        <Text size="sm" mb="xs" role="status">
          {t('water.sheltersWet', { wet, all: places.shelters.length, level: formatNumber(levelM, 2) })}
        </Text>
      )}
      <div className="water-levels">
        <Table className="result-table is-small" aria-label={t('water.sheltersTable')} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('water.name')}</Table.Th>
              <Table.Th className="number">{t('water.capacity')}</Table.Th>
              <Table.Th className="number">{t('water.groundHeight')}</Table.Th>
              <Table.Th className="number">{t('water.state')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {places.shelters.map(({ name, capacity }, index) => {
              const place = inWater[index] ?? null;
              const depth = levelM === null ? null : depthOf(place, levelM);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: two shelters may have one name
                <Table.Tr key={index} data-depth={depth ?? ''}>
                  <Table.Th scope="row">{name}</Table.Th>
                  <Table.Td className="number">{formatNumber(capacity)}</Table.Td>
                  <Table.Td className="number">{formatNumber(place?.groundM, 2)}</Table.Td>
                  <Table.Td className="number">
                    <Badge
                      size="sm"
                      tt="none"
                      variant="light"
                      color={depth === null ? 'gray' : depth > 0 ? 'red' : 'teal'}
                    >
                      {depth === null
                        ? t('water.unknown')
                        : depth > 0
                          ? t('water.wet', { depth: formatNumber(depth, 2) })
                          : t('water.dry')}
                    </Badge>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {t('water.sheltersHint')}
      </Text>
    </section>
  );
}

function Routes({ levelM }: { readonly levelM: number | null }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { places, run } = useAppState((state) => state.water);
  const grid = run.state === 'done' ? run.result.grid : undefined;
  const isRunning = places.routes.some((route) => route.run.state === 'running');
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6">
          {t('water.routes', { count: places.routes.length })}
        </Title>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconRoute size={14} />}
          disabled={levelM === null}
          loading={isRunning}
          onClick={() => void workspace.waterWork.profileRoutes()}
        >
          {t('water.routesRun')}
        </Button>
      </Group>
      <Stack gap="sm">
        {places.routes.map((route, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two routes may have one name
          <RouteCard key={index} route={route} index={index} levelM={levelM} grid={grid} />
        ))}
      </Stack>
      <Text size="xs" c="dimmed" mt={4}>
        {t('water.routesHint')}
      </Text>
    </section>
  );
}

function RouteCard({
  route,
  index,
  levelM,
  grid,
}: {
  readonly route: Route;
  readonly index: number;
  readonly levelM: number | null;
  readonly grid: Parameters<typeof routeParts>[0] | undefined;
}) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const reached = grid && levelM !== null ? routeParts(grid, unitM, route.vertices, levelM) : null;
  const result = route.run.state === 'done' ? route.run.result : null;
  const climb = result?.climb[result.existing] ?? null;
  const ground = result?.profile.lines[result.existing]?.elevationsM ?? [];
  const [first, last] = [ground[0] ?? null, ground.at(-1) ?? null];
  const isOld = result !== null && route.levelM !== levelM;
  const rows: (readonly [string, string])[] = [];
  if (reached) {
    rows.push([t('water.route.length'), `${formatNumber(reached.lengthM, 0)} m`]);
    rows.push([t('water.route.reached'), `${formatNumber(reached.wetM, 0)} m`]);
    if (reached.unknownM > 0) rows.push([t('water.route.unknown'), `${formatNumber(reached.unknownM, 0)} m`]);
  }
  if (result && climb) {
    const difference = first === null || last === null ? null : last - first;
    rows.push([t('water.route.difference'), `${formatSigned(difference, 2)} m`]);
    rows.push([t('water.route.climb'), `+${formatNumber(climb.upM, 1)} / −${formatNumber(climb.downM, 1)} m`]);
    rows.push([
      t('water.route.lowest'),
      `${formatNumber(climb.lowest.elevationM, 2)} m（${formatNumber(climb.lowest.distanceM, 0)} m）`,
    ]);
    if (result.water && !isOld) {
      const deepest = Math.max(0, ...result.water.below.map(({ deepestM }) => deepestM));
      rows.push([
        t('water.route.below'),
        `${formatNumber(result.water.belowM, 0)} m · ${t('water.deepestOf', { depth: formatNumber(deepest, 2) })}`,
      ]);
    }
  }
  return (
    <div data-testid="water-route" data-wet={reached?.wetM ?? ''} data-below={result?.water?.belowM ?? ''}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600}>
          {route.name}
        </Text>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('water.remove', { name: route.name })}
          onClick={() => workspace.water({ type: 'places', action: { type: 'removeRoute', index } })}
        >
          <IconTrash size={15} />
        </ActionIcon>
      </Group>
      <Table className="result-table is-small">
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td className="number">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {route.run.state === 'failed' && (
        <FailureMessage code={route.run.failure.code} message={route.run.failure.message} />
      )}
    </div>
  );
}
