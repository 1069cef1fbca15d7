/** The dock under the picture: the profile along the line, or the wires over it. */
import { useAppState } from '../../ui/workspace-context.ts';
import { ProfileDock } from './profile-dock.tsx';
import { WiresDock } from './wires-dock.tsx';

export function WayDock() {
  const { mode, profileRun, wiresRun } = useAppState((state) => state.way);
  if (mode === 'profile' && profileRun.state === 'done') return <ProfileDock result={profileRun.result} />;
  if (mode === 'wires' && wiresRun.state === 'done') return <WiresDock result={wiresRun.result} />;
  return null;
}
