// One task: where, what was seen, accept it, and handle it with an outcome, a note and photos.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { placeMap } from './map-loader.js';
import { levelClass } from './level-tone.js';
import { dueText } from './tasks.js';
import { personalWarnings } from './note-field.js';
import { cleanText } from '../domain/validation.js';
import { photoChooser } from './photo-chooser.js';
import { problemNotice } from './problem.js';
import { distance } from './geo.js';

const OUTCOMES = ['opgelost', 'niet-aangetroffen', 'waarschuwing-gegeven', 'proces-verbaal-opgemaakt', 'niet-oplosbaar'];
const ACCEPTABLE = ['toegewezen', 'heropend'];

export async function taskScreen(ctx, { id }) {
  const { t } = ctx;
  const { tasks } = await ctx.tasks();
  const task = tasks.find((other) => other.id === id);
  if (!task) {
    return { title: t('tasks.title'), back: '#/taken', el: h('div.page', null, h('p.notice', null, icon('info'), h('span', null, t('tasks.gone')))) };
  }
  const holder = h('div.task-map');
  const problem = h('div');
  const category = ctx.catalogue.get()?.category(task.categorie);
  const el = h('div.page', null,
    problem,
    facts(ctx, task),
    task.volledig === false ? h('p.notice.notice-warning', null, icon('clock'), h('span', null, t(task.uitgeblevenFotos ? 'tasks.photosOverdue' : 'tasks.photosMissing'))) : null,
    task.toelichting ? h('blockquote.note', null, task.toelichting) : null,
    h('ul.photos', null, (task.fotos ?? []).map(({ id: photoId }, index) => remotePhoto(t, photoId, index + 1))),
    h('h2.section-title', null, t('tasks.where')), holder, whereLine(ctx, task),
    ACCEPTABLE.includes(task.status) ? acceptButton(ctx, task, problem) : null,
    task.status === 'geaccepteerd' ? handleForm(ctx, task, category, problem) : null,
    timeline(ctx, task));
  let map = null;
  return {
    title: category?.name ?? task.categorie, subtitle: ctx.areaName(task.gebied), el, back: '#/taken', bare: true,
    ready() {
      ctx.startPosition();
      placeMap(holder, { label: t('tasks.mapLabel'), ...ctx.mapOptions }, (made) => {
        map = made;
        map.setHere(ctx.place.get());
        map.setSpots([{ lon: task.lon, lat: task.lat, text: '!', label: `! ${category?.name ?? ''}`, tone: 'today' }]);
        map.centre(task.lon, task.lat, 17);
      });
      ctx.watch(ctx.place, el, (place) => map?.setHere(place));
    },
    destroy: () => { map?.destroy(); map = null; },
  };
}

function facts(ctx, task) {
  const { t } = ctx;
  return h('section.saved', null,
    task.niveau ? h(`span.level-letter.${levelClass(task.niveau)}`, null, task.niveau) : icon(task.categorie),
    h('div', null,
      h('p', null, h('strong', null, dueText(ctx, task))),
      h('p.muted', null, [t(`tasks.state.${task.status}`), t('tasks.seen', { n: (task.waarnemingen ?? []).length || 1 })].join(' · '))));
}

function remotePhoto(t, id, n) {
  const item = h('li', null, h('img', {
    src: `/api/v1/fotos/${id}?formaat=klein`, alt: t('tasks.photo', { n }), loading: 'lazy', onerror: () => item.remove(),
  }));
  return item;
}

function whereLine(ctx, task) {
  const { t } = ctx;
  const line = h('p.muted');
  ctx.watch(ctx.place, line, (place) => fill(line, place.lon === undefined ? t('position.waiting')
    : t('tasks.away', { distance: t.metres(distance(place, task)) })));
  return h('div.row.row-spread', null, line,
    h('a.button.button-subtle', { href: routeTo(ctx, task) }, icon('walk'), h('span', null, t('tasks.walk'))));
}

/** Opens the phone's own map app; nothing is asked of anybody else. */
const routeTo = ({ install }, { lat, lon }) =>
  (install.ios ? `maps://?daddr=${lat},${lon}` : `geo:${lat},${lon}?q=${lat},${lon}`);

function acceptButton(ctx, task, problem) {
  const { t } = ctx;
  const button = h('button.button.button-primary.button-wide', { type: 'button', dataset: { accept: '' }, onclick: accept }, icon('check'), h('span', null, t('tasks.accept')));
  async function accept() {
    button.disabled = true;
    try {
      await ctx.saveTaskEvent(task, { soort: 'accepteren' }, []);
      ctx.toast({ text: t('tasks.accepted') });
      ctx.refresh();
    } catch (error) {
      button.disabled = false;
      fill(problem, problemNotice(ctx, error));
    }
  }
  return h('div.actions', null, button);
}

function handleForm(ctx, task, category, problem) {
  const { t } = ctx;
  const group = uid('outcome');
  const noteId = uid('note');
  const referenceId = uid('reference');
  const warnings = h('div', { role: 'status' });
  const reference = h('div.field', { hidden: true },
    h('label', { for: referenceId }, t('tasks.reference')), h('p.muted.small', null, t('tasks.referenceHelp')),
    h('input', { id: referenceId, type: 'text', maxlength: '200', autocomplete: 'off' }));
  const note = h('textarea', { id: noteId, rows: '3', maxlength: '2000', oninput: () => fill(warnings, personalWarnings(ctx, note.value)) });
  const photos = category?.sensitive ? null : photoChooser(ctx, { draftKey: task.id });
  const chosen = () => form.querySelector(`input[name="${group}"]:checked`)?.value;
  const keepForm = () => ctx.drafts.keep({
    draftKey: task.id, form: { outcome: chosen(), note: note.value, reference: reference.querySelector('input').value },
  });
  const form = h('form.stack', { onsubmit: save, oninput: keepForm },
    h('h2.section-title', null, t('tasks.handle')),
    h('fieldset.field', { onchange: () => { reference.hidden = chosen() !== 'proces-verbaal-opgemaakt'; } },
      h('legend', null, t('tasks.outcome')),
      OUTCOMES.map((outcome) => choice(t, group, outcome))),
    reference,
    h('div.field', null, h('label', { for: noteId }, t('tasks.note')), h('p.muted.small', null, t('observe.noteHelp')), note, warnings),
    photos?.el,
    category?.handling.note || category?.handling.photo ? h('p.muted', null, t('tasks.proof')) : null,
    h('div.actions.sticky', null, h('button.button.button-primary.button-wide', { type: 'submit', dataset: { handle: '' } }, t('tasks.save'))));

  async function save(event) {
    event.preventDefault();
    fill(problem);
    const missing = whatMisses();
    if (missing) {
      fill(problem, h('p.notice.notice-warning', { role: 'alert' }, icon('warning'), h('span', null, t(missing))));
      problem.scrollIntoView({ block: 'center' });
      return;
    }
    try {
      await ctx.saveTaskEvent(task, {
        soort: 'afhandelen', uitkomst: chosen(), toelichting: cleanText(note.value),
        ...(reference.hidden ? {} : { referentie: reference.querySelector('input').value.trim() }),
      }, photos?.photos() ?? []);
      ctx.toast({ text: t('tasks.handled') });
      ctx.go('#/taken', { replace: true });
    } catch (error) {
      fill(problem, problemNotice(ctx, error));
      problem.scrollIntoView({ block: 'center' });
    }
  }

  function whatMisses() {
    if (!chosen()) return 'tasks.outcomeChoose';
    if (category?.handling.note && !cleanText(note.value)) return 'tasks.proofNote';
    if (category?.handling.photo && !photos?.photos().length) return 'tasks.proofPhoto';
    if (!reference.hidden && !reference.querySelector('input').value.trim()) return 'tasks.proofReference';
    return null;
  }
  restore(ctx.drafts.form(task.id));
  function restore({ outcome, note: text = '', reference: number = '' }) {
    note.value = text;
    reference.querySelector('input').value = number;
    const radio = form.querySelector(`input[value="${outcome}"]`);
    if (radio) radio.checked = true;
    reference.hidden = outcome !== 'proces-verbaal-opgemaakt';
  }
  return form;
}

function choice(t, group, value) {
  const id = `${group}-${value}`;
  return h('div.choice', null, h('input', { type: 'radio', id, name: group, value }), h('label', { for: id }, t(`outcome.${value}`)));
}

function timeline(ctx, task) {
  const { t } = ctx;
  if (!task.gebeurtenissen?.length) return null;
  return h('section', null, h('h2.section-title', null, t('tasks.events')),
    h('ol.timeline', null, task.gebeurtenissen.map((event) => h('li', null,
      h('strong', null, t(`event.${event.soort}`), event.uitkomst ? `: ${t(`outcome.${event.uitkomst}`)}` : ''),
      ` ${[t.moment(event.op), event.door].filter(Boolean).join(' · ')}`,
      event.toelichting ? h('p', null, event.toelichting) : null,
      event.referentie ? h('p.muted', null, t('tasks.eventReference', { text: event.referentie })) : null,
      stepState(t, event)))));
}

/** Whether a step counts: it may wait here, or have come when the task had moved on. */
function stepState(t, { state, toegepast }) {
  if (toegepast === false) return h('p.state.state-geweigerd', null, icon('warning'), t('tasks.notApplied'));
  if (state === 'geweigerd') return h('p.state.state-geweigerd', null, icon('warning'), t('tasks.refused'));
  if (state && state !== 'ontvangen') return h('p.state.state-te-verzenden', null, icon('clock'), t('tasks.pending'));
  return null;
}
