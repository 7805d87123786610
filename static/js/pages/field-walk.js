// Joins the round that is walked with the phone's position, the queue and the screens.
import { cellOf, cellsSeen } from '../domain/cells.js';
import { createRound } from './field-round.js';

export function createWalk(ctx, { store, device, userId }) {
  const keeper = createRound({
    store, userId, now: ctx.now, newId: ctx.newId,
    seenCells: cellsSeen,
    cellOf: (lon, lat) => cellOf([lon, lat]),
    cellMiddle: ctx.cellMiddle,
  });
  const { round } = keeper;
  device.onFix(keeper.fix);

  function resumeWalking() {
    const current = round.get();
    if (!current) return;
    device.startPosition();
    device.stayAwake(!current.paused);
    // Who stands still gets no new fix; where they stand was seen all the same.
    const here = ctx.freshPlace();
    if (here) keeper.fix({ ...here, at: new Date().toISOString() });
  }

  return {
    async restore() {
      if (userId()) await keeper.restore();
      resumeWalking();
    },
    forScreens: {
      round,
      resumeWalking,
      async beginRound({ area, template, planId, cells }) {
        await keeper.begin({ area, areaName: ctx.areaName(area), template, planId, cells });
        if (planId) ctx.preferences.set('begunPlans', [...(ctx.preferences.get('begunPlans') ?? []), planId].slice(-50));
        resumeWalking();
      },
      async togglePause() {
        const paused = !round.get().paused;
        await keeper.setPaused(paused);
        device.stayAwake(!paused);
      },
      async endRound() {
        await keeper.end();
        device.stayAwake(false);
      },
      markFine: keeper.markFine,
      roundCells: keeper.cells,
      roundProgress: keeper.progress,
      roundTrack: keeper.parts,
      gapMinutes: keeper.gapMinutes,
      async roundSummary() {
        const { id } = round.get();
        const rows = await store.queue({ userId: userId() });
        const count = (kind) => rows.filter((row) => row.kind === kind && row.content.properties.rondeId === id).length;
        return { ...keeper.summary(), observations: count('waarneming'), perceptions: count('beleving') };
      },
    },
  };
}
