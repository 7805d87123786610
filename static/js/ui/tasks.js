// Tasks for BOA's: what is due first, then what is near, as a list or on the map. Works offline on
// the copy that was fetched last.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { placeMap } from './map-loader.js';
import { sortTasks } from './task-order.js';

const TONES = ['late', 'today', 'soon', 'later'];

export async function tasksScreen(ctx, { beeld = 'lijst' }) {
  const { t } = ctx;
  const { tasks, at } = await ctx.tasks();
  const holder = h('div');
  const group = uid('view');
  const views = h('fieldset.segments', { onchange: () => ctx.go(`#/taken?beeld=${views.querySelector('input:checked').value}`, { replace: true }) },
    h('legend.visually-hidden', null, t('queue.filter')),
    view('lijst', t('tasks.list')), view('kaart', t('tasks.map')));
  let map = null;
  let sorted = [];

  function view(value, label) {
    const id = `${group}-${value}`;
    return h('span.segment', null,
      h('input', { type: 'radio', name: group, id, value, checked: beeld === value }), h('label', { for: id }, label));
  }

  function draw() {
    sorted = sortTasks(tasks, ctx.place.get(), ctx.now().slice(0, 10));
    if (beeld === 'kaart') drawMap();
    else fill(holder, sorted.length
      ? h('ul.cards', null, sorted.map((task) => h('li', null, taskCard(ctx, task))))
      : h('p.notice', null, icon('check'), h('span', null, t(at ? 'tasks.none' : 'tasks.noneYet'))));
  }

  function drawMap() {
    if (!map) return;
    map.setHere(ctx.place.get());
    map.setSpots(sorted.map((task, index) => ({
      lon: task.lon, lat: task.lat, text: String(index + 1), tone: TONES[task.urgency],
      label: `${index + 1}. ${ctx.categoryName(task.categorie)}, ${dueText(ctx, task)}`,
      onChoose: () => ctx.go(`#/taken/${task.id}`),
    })));
  }

  const el = h('div.page', null,
    h('p.muted', null, t('tasks.lead')),
    h('div.row.row-spread', null, views,
      h('button.button.button-subtle', { type: 'button', onclick: refresh }, icon('sync'), h('span', null, t('tasks.refresh')))),
    at ? h('p.muted.small', null, t('tasks.asOf', { time: t.moment(at) })) : null,
    holder);

  async function refresh() {
    if (await ctx.fetchTasks()) ctx.refresh();
    else ctx.toast({ text: t('settings.refreshFailed'), tone: 'warning' });
  }

  return {
    title: t('tasks.title'), el,
    ready() {
      ctx.startPosition();
      if (beeld === 'kaart') {
        const box = h('div.tasks-map');
        fill(holder, box);
        placeMap(box, { label: t('tasks.mapLabel'), ...ctx.mapOptions }, (made) => {
          map = made;
          drawMap();
          if (sorted.length) map.fit(sorted.map(({ lon, lat }) => [lon, lat]), 48);
        });
      }
      draw();
      // The order follows the walker, but not under the finger: at most when 25 m were walked.
      let last = null;
      ctx.watch(ctx.place, el, (place) => {
        if (place.lon === undefined || (last && near(last, place))) return;
        last = place;
        draw();
      });
    },
    destroy: () => { map?.destroy(); map = null; },
  };
}

const near = (a, b) => Math.hypot((a.lon - b.lon) * 68_000, (a.lat - b.lat) * 111_000) < 25;

function taskCard(ctx, task) {
  const { t } = ctx;
  return h('a.card.card-link', { href: `#/taken/${task.id}`, dataset: { task: task.id } },
    h('span.card-icon', null, icon(task.categorie)),
    h('span.card-text', null,
      h('strong', null, ctx.categoryName(task.categorie)),
      h('span.row.row-tight', null,
        h(`span.due.due-${TONES[task.urgency]}`, null, dueText(ctx, task)),
        task.away === null ? null : h('span.muted', null, t('tasks.away', { distance: t.metres(task.away) }))),
      h('span.muted', null, [ctx.areaName(task.gebied), t(`tasks.state.${task.status}`)].filter(Boolean).join(' · ')),
      task.refused ? h('span.state.state-geweigerd', null, icon('warning'), t('tasks.refused'))
        : task.pending ? h('span.state.state-te-verzenden', null, icon('clock'), t('tasks.pending')) : null),
    icon('next'));
}

export function dueText({ t, now }, { termijn }) {
  const today = now().slice(0, 10);
  if (!termijn) return t('tasks.noDue');
  if (termijn === today) return t('tasks.dueToday');
  return t(termijn < today ? 'tasks.overdue' : 'tasks.due', { date: t.day(termijn) });
}
