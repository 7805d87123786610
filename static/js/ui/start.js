// Where a walk begins: go on with the round that runs, take a planned one, or start on the spot.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { themeButtons } from './theme-buttons.js';
import { themesFor } from './catalogue.js';
import { inside } from './geo.js';
import { notices } from './notices.js';

export async function startScreen(ctx) {
  const { t } = ctx;
  const { user } = ctx.session.get();
  const catalogue = ctx.catalogue.get();
  const round = ctx.round.get();
  const draft = await openDraft(ctx);
  if (!mayRecord(user)) return noRights(ctx);
  const el = h('div.page', null,
    notices(ctx),
    draft ? draftCard(ctx, draft) : null,
    round ? resumeCard(ctx, round) : [plannedSection(ctx, catalogue), ownSection(ctx, catalogue)],
    !round && catalogue ? looseSection(ctx, catalogue) : null,
    catalogue ? null : h('p.notice', null, icon('info'), h('span', null, t('observe.noCatalogue'))));
  return { title: t('start.title'), subtitle: t('start.hello', { name: user?.naam ?? '' }), el };
}

const RECORDERS = ['inspecteur', 'wijkmanager', 'boa'];
const mayRecord = (user) => user.rollen.some((role) => RECORDERS.includes(role));

function noRights(ctx) {
  const { t } = ctx;
  return { title: t('start.title'), el: h('div.page', null, h('p.notice', null, icon('info'), h('span', null, t('start.noRights')))) };
}

function resumeCard(ctx, round) {
  const { t } = ctx;
  return h('section.card.card-strong', null,
    h('h2', null, t('start.resumeBusy')),
    h('p', null, `${round.areaName ?? ''} · ${t('start.since', { time: t.moment(round.gestartOp) })}`),
    h('a.button.button-primary.button-wide', { href: '#/ronde' }, icon('walk'), h('span', null, t('start.resume'))));
}

/** The draft of an observation that can still be completed; any other one is of no more use. */
async function openDraft(ctx) {
  const draft = await ctx.drafts.open();
  if (!draft) return null;
  const item = await ctx.observation(draft.observationId);
  if (item?.state === 'te-verzenden' || item?.state === 'geweigerd') return draft;
  await ctx.drafts.drop();
  return null;
}

function draftCard(ctx, { observationId }) {
  const { t } = ctx;
  const card = h('section.card.card-warning', null,
    h('h2', null, t('start.draft')),
    h('div.row', null,
      h('a.button.button-primary', { href: `#/wijzig/${observationId}` }, icon('note'), h('span', null, t('start.draftOpen'))),
      h('button.button.button-secondary', {
        type: 'button', onclick: async () => { await ctx.drafts.drop(); card.remove(); },
      }, t('start.draftDrop'))));
  return card;
}

function plannedSection(ctx, catalogue) {
  const { t } = ctx;
  const plans = ctx.plans();
  return h('section', null,
    h('h2.section-title', null, t('start.planned')),
    plans.length
      ? h('ul.cards', null, plans.map((plan) => h('li', null, planCard(ctx, catalogue, plan))))
      : h('p.muted', null, t('start.noPlanned')));
}

function planCard(ctx, catalogue, plan) {
  const { t } = ctx;
  const template = catalogue?.template(plan.schouwlijst);
  const today = plan.datum === ctx.now().slice(0, 10);
  const when = [today ? t('start.today') : t.day(plan.datum), catalogue?.dayPart(plan.dagdeel).toLowerCase()].filter(Boolean).join(', ');
  return h(`a.card.card-link${today ? '.card-today' : ''}`, { href: `#/voorbereiden/plan/${plan.id}` },
    h('span.card-icon', null, icon('flag')),
    h('span.card-text', null,
      h('strong', null, ctx.areaName(plan.gebied)),
      h('span', null, `${when} · ${template?.name ?? plan.schouwlijst}`),
      plan.toelichting ? h('span.muted', null, plan.toelichting) : null),
    icon('next'));
}

/** Each choice is kept at once: the screen is drawn anew when fresh data come. */
function ownSection(ctx, catalogue) {
  const { t } = ctx;
  const areas = ctx.areas();
  if (!areas.length || !catalogue) {
    return h('section', null, h('h2.section-title', null, t('start.own')), h('p.notice', null, icon('info'), h('span', null, t('start.noAreas'))));
  }
  const areaId = uid('area');
  const said = h('p.muted', { role: 'status' });
  const select = h('select', { id: areaId, required: true, onchange: () => choose(select.value) },
    h('option', { value: '' }, t('start.areaChoose')),
    areaOptions(areas));
  const choose = (code) => { select.value = code; ctx.preferences.set('area', code); };
  const last = ctx.preferences.get('area');
  select.value = areas.some(({ code }) => code === last) ? last : '';
  const nearest = () => {
    const here = ctx.place.get();
    const found = here.lon === undefined ? null : areas.find(({ geometry }) => inside(here, geometry));
    if (found) choose(found.code);
    fill(said, found ? t('start.areaFound', { name: found.name }) : t(here.lon === undefined ? 'position.waiting' : 'start.areaNone'));
  };
  const group = uid('template');
  const templates = catalogue.templates.filter((template) => template.active);
  const usual = usualTemplate(templates, ctx.preferences.get('template'));
  const form = h('form.stack', {
    onsubmit: (event) => {
      event.preventDefault();
      const template = new FormData(form).get(group);
      ctx.go(`#/voorbereiden/los/${select.value}/${template}`);
    },
  },
  h('div.field', null,
    h('label', { for: areaId }, t('start.area')), select,
    h('button.button.button-subtle', { type: 'button', onclick: nearest }, icon('locate'), h('span', null, t('start.areaNearest'))), said),
  h('fieldset.field', { onchange: ({ target }) => ctx.preferences.set('template', { code: target.value, dayPart: dayPartNow() }) },
    h('legend', null, t('start.template')),
    templates.map((template) => templateChoice(ctx, catalogue, group, template, template === usual))),
  h('button.button.button-primary.button-wide', { type: 'submit', dataset: { prepare: '' } }, icon('map'), h('span', null, t('start.prepare'))));
  ctx.startPosition();
  return h('section', null, h('h2.section-title', null, t('start.own')), form);
}

/** Under their wijk where there are several: names of buurten may be the same. */
function areaOptions(areas) {
  const option = ({ code, name }) => h('option', { value: code }, name);
  const wijken = [...new Set(areas.map(({ wijk }) => wijk))];
  if (wijken.length < 2) return areas.map(option);
  return wijken.map((label) => h('optgroup', { label }, areas.filter(({ wijk }) => wijk === label).map(option)));
}

/** The one chosen last in this part of the day, else the first that is meant for it. */
function usualTemplate(templates, last) {
  const now = dayPartNow();
  return templates.find(({ code }) => last?.dayPart === now && last.code === code)
    ?? templates.find(({ dayParts }) => dayParts.includes(now))
    ?? templates[0];
}

function templateChoice(ctx, catalogue, group, template, checked) {
  const id = uid('template');
  const names = themesFor(catalogue, template.code).map((theme) => theme.name).join(', ');
  return h('div.choice', null,
    h('input', { type: 'radio', id, name: group, value: template.code, checked }),
    h('label', { for: id }, h('strong', null, template.name), h('span', null, ctx.t('start.themes', { themes: names }))));
}

function dayPartNow(hour = new Date().getHours()) {
  if (hour < 6) return 'nacht';
  if (hour < 12) return 'ochtend';
  return hour < 18 ? 'middag' : 'avond';
}

function looseSection(ctx, catalogue) {
  const { t } = ctx;
  return h('section.loose', null,
    h('h2.section-title', null, t('start.loose')),
    h('p.muted', null, t('start.looseHelp')),
    themeButtons(ctx, themesFor(catalogue)));
}
