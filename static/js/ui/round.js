// The walk itself: the map with the own position, what is left to see, and the theme buttons
// always under the thumb.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { placeMap } from './map-loader.js';
import { themeButtons } from './theme-buttons.js';
import { themesFor } from './catalogue.js';
import { positionChip } from './position-chip.js';
import { distance, direction } from './geo.js';
import { problemText } from './problem.js';

export function roundScreen(ctx) {
  const { t } = ctx;
  if (!ctx.round.get()) return ctx.go('#/', { replace: true });
  const catalogue = ctx.catalogue.get();
  const holder = h('div.round-map');
  const progress = h('div.round-progress');
  const warning = h('div.round-warning', { role: 'status' });
  const cells = h('div');
  const pause = h('button.tool', { type: 'button', dataset: { pause: '' }, onclick: () => ctx.togglePause() });
  const cellsPanel = h('details.round-cells', null, h('summary', null, t('round.cellsList')),
    h('p.legend', { 'aria-hidden': 'true' },
      h('span', null, t('round.legendTodo')), h('span.legend-seen', null, t('round.legendSeen')), h('span.legend-here', null, t('round.legendHere'))),
    cells);
  let map = null;
  let follow = true;

  function draw(round) {
    if (!round) return;
    drawProgress(round);
    drawPause(round);
    drawCells(round);
    fill(warning, roundWarnings(ctx, round));
  }

  function drawProgress(round) {
    const { seen, total, next } = ctx.roundProgress();
    const here = ctx.place.get();
    const text = total ? t('round.progress', { seen, total }) : t('round.progressFree', { n: seen });
    const bar = total ? h('progress', { max: String(total), value: seen, 'aria-label': text }) : null;
    const ahead = next && here.lon !== undefined && !round.paused
      ? t('round.next', { distance: t.metres(distance(here, next.middle)), direction: t(`direction.${direction(here, next.middle)}`) })
      : total && seen >= total ? t('round.allSeen') : '';
    fill(progress, h('p', null, h('strong', null, text), round.paused ? h('span.tag', null, t('round.pause')) : null), bar, ahead ? h('p.muted', null, ahead) : null);
  }

  function drawPause(round) {
    fill(pause, icon(round.paused ? 'play' : 'pause'), h('span', null, t(round.paused ? 'round.resume' : 'round.pause')));
  }

  function drawCells(round) {
    map?.setCells(ctx.roundCells().map(({ cell, state, number }) => ({ ring: ctx.cellRing(cell), state, number })));
    map?.setTrack(ctx.roundTrack());
    fill(cells, cellList(ctx, round));
  }

  function moved(place) {
    map?.setHere(place);
    if (follow && place.lon !== undefined) map?.centre(place.lon, place.lat);
    const round = ctx.round.get();
    if (round) drawProgress(round);
  }

  const el = h('div.round', null,
    h('div.round-top', null, progress, positionChip(ctx), warning),
    h('div.round-stage', null, holder,
      h('div.round-fabs', null,
        h('button.fab', { type: 'button', 'aria-label': t('round.centre'), onclick: () => { follow = true; moved(ctx.place.get()); } }, icon('locate')),
        h('button.fab', { type: 'button', 'aria-label': t('round.whole'), onclick: () => { follow = false; fitAll(); } }, icon('map'))),
      cellsPanel),
    h('div.thumb', null,
      h('div.tools', null,
        h('button.tool', { type: 'button', dataset: { fine: '' }, onclick: () => fine(ctx) }, icon('check'), h('span', null, t('round.fine'))),
        h('a.tool', { href: '#/beleving' }, icon('feeling'), h('span', null, t('round.feeling'))),
        pause,
        h('a.tool', { href: '#/afronden', dataset: { finish: '' } }, icon('flag'), h('span', null, t('round.finish')))),
      themeButtons(ctx, themesFor(catalogue, ctx.round.get().schouwlijst))));

  function fitAll() {
    const rings = ctx.roundCells().flatMap(({ cell }) => ctx.cellRing(cell));
    if (rings.length) map?.fit(rings);
  }

  return {
    title: ctx.round.get().areaName || t('round.title'),
    subtitle: catalogue?.template(ctx.round.get().schouwlijst)?.name,
    el, bare: true, full: true, back: '#/',
    ready() {
      placeMap(holder, { label: t('round.map'), ...ctx.mapOptions, zoomControl: false }, (made) => {
        map = made;
        map.setArea(ctx.areaGeometry());
        map.onDrag(() => { follow = false; });
        fitAll();
        draw(ctx.round.get());
        moved(ctx.place.get());
      });
      ctx.watch(ctx.round, el, draw);
      ctx.watch(ctx.place, el, moved);
      ctx.resumeWalking();
    },
    destroy: () => { map?.destroy(); map = null; },
  };
}

async function fine(ctx) {
  const { t } = ctx;
  const place = ctx.freshPlace();
  if (!place || place.accuracy > ctx.limits.poorAccuracy) {
    ctx.toast({ text: t('round.fineNoPlace'), tone: 'warning' });
    return;
  }
  try {
    await ctx.markFine(place);
    navigator.vibrate?.(30);
    ctx.toast({ text: t('round.fineSaved') });
  } catch (error) {
    ctx.toast({ text: problemText(ctx, error), tone: 'negative', seconds: 0 });
  }
}

function roundWarnings(ctx, round) {
  const { t } = ctx;
  const gap = ctx.gapMinutes();
  const list = [
    round.paused ? { icon: 'pause', text: t('round.paused') } : null,
    gap ? { icon: 'warning', text: `${t('round.gap', { n: gap })} ${t('round.gapReason')}` } : null,
    round.problem ? { icon: 'warning', text: t('round.notSaved', { reason: problemText(ctx, round.problem) }) } : null,
  ].filter(Boolean);
  return list.map((item) => h('p', null, icon(item.icon), h('span', null, item.text)));
}

/** The map in words, for who does not see it. */
function cellList(ctx) {
  const { t } = ctx;
  const here = ctx.place.get();
  return h('ol', null, ctx.roundCells().filter(({ state }) => state !== 'extra').map(({ cell, state }) => {
    const away = here.lon === undefined ? '' : t.metres(distance(here, ctx.cellMiddle(cell)));
    return h('li', null, state === 'seen' ? t('round.cellSeen', { cell }) : t('round.cellTodo', { cell, distance: away }));
  }));
}
