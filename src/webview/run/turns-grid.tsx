import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { follow, openTurnSource, selectTurn } from '../actions.ts';
import { explain } from '../explain/explain.ts';
import { Grid } from '../grid/grid.tsx';
import { following, run, selected, turnCount, turns, turnsVersion } from '../store.ts';
import { turnColumns } from './turn-columns.tsx';

/** All turns of a run. The selected one is the chart's, too. */
export function TurnsGrid(): JSX.Element {
  const withAgents = (run.value?.agents.length ?? 0) > 0;
  const columns = useMemo(() => turnColumns(withAgents), [withAgents]);
  return (
    <Grid
      id="turns"
      label="Turns"
      columns={columns}
      count={turnsVersion.value >= 0 ? turnCount.value : 0}
      selected={selected.value}
      versionOf={index => turns.versionOf(index)}
      follow={following.value}
      onSelect={selectTurn}
      onOpen={openTurnSource}
      onDetails={explain}
      onLeaveEnd={() => follow(false)}
    />
  );
}
