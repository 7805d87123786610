// Everything this phone keeps, with its true state. "Ontvangen" is only said of what the server
// acknowledged, with its receipt.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { showNewest } from './newest.js';
import { queueItem } from './queue-item.js';
import { problemText } from './problem.js';

const FILTERS = {
  all: () => true,
  waiting: (item) => item.waiting && item.state !== 'geweigerd',
  refused: (item) => item.refused,
  received: (item) => !item.waiting && !item.refused,
};

export async function queueScreen(ctx, { filter = 'all' }) {
  const { t } = ctx;
  const searchId = uid('search');
  const list = h('ul.queue');
  const counts = h('p.muted', { role: 'status' });
  const head = h('div.queue-head');
  const search = h('input', { id: searchId, type: 'search', autocomplete: 'off', oninput: draw });
  const group = uid('filter');
  const filters = h('fieldset.segments', { onchange: draw },
    h('legend.visually-hidden', null, t('queue.filter')),
    Object.keys(FILTERS).map((name) => segment(t, group, name, name === filter)));
  let items = [];
  const load = showNewest(ctx.queue, (found) => {
    items = found;
    draw();
  });

  function draw() {
    const chosen = filters.querySelector('input:checked')?.value ?? 'all';
    const words = search.value.trim().toLowerCase();
    const shown = items.filter(FILTERS[chosen]).filter((item) => !words || item.searchText.includes(words));
    const open = new Set([...list.querySelectorAll('details[open]')].map((node) => node.dataset.id));
    const focused = document.activeElement?.closest?.('[data-id]')?.dataset.id;
    fill(list, shown.map((item) => h('li', null, queueItem(ctx, item, open.has(item.id)))));
    if (focused && list.contains(list.querySelector(`[data-id="${focused}"] summary`))) list.querySelector(`[data-id="${focused}"] summary`).focus({ preventScroll: true });
    fill(counts, shown.length ? t('queue.total', { n: shown.length })
      : words ? t('queue.emptySearch', { text: search.value }) : t('queue.empty'));
  }

  const send = h('button.button.button-primary', { type: 'button', dataset: { send: '' }, onclick: () => ctx.sendNow() });
  const el = h('div.page', null,
    h('p.muted', null, t('queue.lead')),
    head,
    h('div.row', null, send,
      h('button.button.button-secondary', { type: 'button', dataset: { export: '' }, onclick: () => exportFile(ctx) }, icon('download'), h('span', null, t('queue.export')))),
    h('p.muted.small', null, t('queue.exportHelp')),
    h('div.field', null, h('label', { for: searchId }, t('queue.search')), search),
    filters, counts, list);

  return {
    title: t('queue.title'), el,
    ready() {
      ctx.watch(ctx.outboxState, el, (state) => {
        const busy = state.status === 'bezig';
        fill(send, icon('sync'), h('span', null, t(busy ? 'queue.sending' : 'queue.sendNow')));
        fill(head, headline(ctx, state));
        load();
      });
    },
  };
}

function headline(ctx, { status, waiting, refused, nextAt }) {
  const { t } = ctx;
  const tone = !waiting && status === 'rust' ? 'positive' : status === 'bezig' ? 'info' : 'warning';
  const sign = { rust: waiting ? 'clock' : 'check', bezig: 'sync', offline: 'offline', 'inloggen-nodig': 'user', 'andere-gebruiker': 'user' }[status] ?? 'clock';
  const lines = [waiting > refused ? t('status.waiting', { n: waiting - refused }) : '', refused ? t('status.refused', { n: refused }) : '', status === 'rust' && waiting ? '' : t(`status.${status}`)].filter(Boolean);
  return h(`div.notice.notice-${tone}`, null, icon(sign), h('div', null,
    h('strong', null, lines.join('. ')),
    status === 'wacht' && nextAt ? h('p', null, t('queue.lastTry', { time: t.time(nextAt) })) : null,
    status === 'inloggen-nodig' || status === 'andere-gebruiker' ? h('p', null, h('a', { href: '#/inloggen' }, t('signin.button'))) : null));
}

function segment(t, group, name, checked) {
  const id = `${group}-${name}`;
  const key = { all: 'All', waiting: 'Waiting', refused: 'Refused', received: 'Received' }[name];
  return h('span.segment', null,
    h('input', { type: 'radio', name: group, id, value: name, checked }),
    h('label', { for: id }, t(`queue.filter${key}`)));
}

async function exportFile(ctx) {
  const { t } = ctx;
  try {
    const n = await ctx.exportFile();
    ctx.toast({ text: n ? t('queue.exported', { n }) : t('queue.exportNone') });
  } catch (error) {
    ctx.toast({ text: problemText(ctx, error), tone: 'negative' });
  }
}
