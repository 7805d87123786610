// Before a round: which cells were drawn, in what order to walk, and the map for on the way.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { placeMap } from './map-loader.js';
import { themesFor } from './catalogue.js';
import { lengthOf } from './geo.js';
import { problemNotice } from './problem.js';

/** params: {plan} for a planned round, or {area, template} for one on the spot */
export async function prepareScreen(ctx, { plan: planId, area, template }) {
  const { t } = ctx;
  const plan = planId ? ctx.plans().find(({ id }) => id === planId) : null;
  const choice = plan
    ? { area: plan.gebied, template: plan.schouwlijst, planId: plan.id, drawn: plan.getrokkenCellen ?? [] }
    : { area, template, planId: null, drawn: null };
  const catalogue = ctx.catalogue.get();
  if (!catalogue || !choice.area) return ctx.go('#/', { replace: true });

  const holder = h('div.prepare-map');
  const facts = h('div', { role: 'status' });
  const offline = h('div');
  const problem = h('div');
  let map = null;
  let walk = [];

  async function draw() {
    const drawn = choice.drawn?.length ? choice.drawn : await ctx.drawCells(choice.area);
    walk = ctx.walkingOrder(drawn);
    drawMap();
    const centres = walk.map(ctx.cellMiddle);
    fill(facts, walk.length
      ? h('p.fact', null, h('strong', null, t('prepare.cells', { n: walk.length })), `, ${t('prepare.length', { length: t.metres(Math.round(lengthOf(centres) * 1.3)) })}`)
      : h('p.notice', null, icon('info'), h('span', null, t('prepare.noCells'))));
    fill(offline, walk.length ? offlineMap(ctx, walk) : null);
  }

  function drawMap() {
    map?.setCells(walk.map((cell, index) => ({ ring: ctx.cellRing(cell), state: 'todo', number: index + 1 })));
    map?.setTrack(walk.length > 1 ? [walk.map(ctx.cellMiddle).map(({ lon, lat }) => [lon, lat])] : []);
    map?.fit(walk.flatMap(ctx.cellRing));
  }

  async function begin() {
    try {
      await ctx.beginRound({ ...choice, cells: walk });
      ctx.go('#/ronde');
    } catch (error) {
      fill(problem, problemNotice(ctx, error));
    }
  }

  const names = themesFor(catalogue, choice.template).map((theme) => theme.name).join(', ');
  const el = h('div.page', null,
    h('p.lead', null, catalogue.template(choice.template)?.help),
    h('p', null, t('start.themes', { themes: names })),
    problem, facts, holder,
    h('p.muted', null, t('prepare.why')),
    plan ? null : h('button.button.button-subtle', { type: 'button', onclick: draw }, icon('sync'), h('span', null, t('prepare.redraw'))),
    offline,
    h('div.actions.sticky', null,
      h('button.button.button-primary.button-wide', { type: 'button', dataset: { begin: '' }, onclick: begin },
        icon('walk'), h('span', null, t('start.begin')))));

  return {
    title: ctx.areaName(choice.area),
    subtitle: catalogue.template(choice.template)?.name,
    el, back: '#/', bare: true,
    ready() {
      draw();
      placeMap(holder, { label: t('round.map'), ...ctx.mapOptions }, (made) => {
        map = made;
        map.setArea(ctx.areaGeometry(choice.area));
        drawMap();
      });
    },
    destroy: () => { map?.destroy(); map = null; },
  };
}

function offlineMap(ctx, cells) {
  const { t } = ctx;
  const plan = ctx.offlineTiles(cells);
  if (!plan) return null;
  const state = h('p.muted', { role: 'status' });
  const button = h('button.button.button-secondary', { type: 'button', onclick: fetchAll },
    icon('download'), h('span', null, `${t('prepare.mapOffline')} (${t('prepare.mapSize', { size: t.bytes(plan.bytes) })})`));
  async function fetchAll() {
    if (!ctx.online()) { fill(state, t('prepare.mapOfflineNow')); return; }
    button.disabled = true;
    try {
      const size = await plan.fetch((done, total) => fill(state, t('prepare.mapBusy', { done, total })));
      fill(state, t('prepare.mapReady', { size: t.bytes(size) }));
    } catch (error) {
      console.warn(error);
      fill(state, t('prepare.mapFailed'));
      button.disabled = false;
    }
  }
  return h('div.field', null, button, state);
}
