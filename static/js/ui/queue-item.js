// One line of the queue, which opens to its receipt, its photos, or why it was refused.
import { h } from './dom.js';
import { icon } from './icons.js';

const SIGNS = { 'te-verzenden': 'clock', bezig: 'sync', ontvangen: 'check', geweigerd: 'warning' };

export function queueItem(ctx, item, open) {
  const { t } = ctx;
  const state = item.refused ? 'geweigerd' : item.state;
  return h('details.queue-item', { dataset: { id: item.id, state }, open },
    h('summary', null,
      h('span.queue-icon', null, icon(item.icon)),
      h('span.queue-text', null,
        h('strong', null, item.title),
        h('span.muted', null, t('queue.saved', { time: t.moment(item.savedAt) }),
          item.photos.length ? ` · ${t('queue.photos', { n: item.photos.length })}` : '')),
      h(`span.state.state-${state}`, null, icon(SIGNS[state]), h('span', null, t(`queue.state.${state}`)))),
    h('div.queue-more', null, more(ctx, item)));
}

function more(ctx, item) {
  const { t } = ctx;
  const waitingPhotos = item.photos.filter((photo) => photo.state !== 'ontvangen');
  return [
    h('p', null, t(`queue.kind.${item.kind}`), ` · ${t.bytes(item.size)}`,
      item.attempts ? ` · ${t('queue.attempts', { n: item.attempts })}` : ''),
    item.receipt ? h('p.receipt', null, t('queue.receipt', { number: item.receipt }), h('br'), t('queue.receivedAt', { time: t.moment(item.receivedAt) })) : null,
    waitingPhotos.length && item.state === 'ontvangen' ? h('p', null, t('queue.photosWaiting', { n: waitingPhotos.length })) : null,
    item.formOpen && item.waiting ? h('p', null, t('queue.formOpen')) : null,
    item.problems.map(({ id, text }) => h('div.notice.notice-negative', null, icon('warning'),
      h('div', null, h('strong', null, t('queue.refusedWhy')), h('p', null, text),
        h('div.row', null,
          item.kind === 'waarneming' && id === item.id ? h('a.button.button-secondary', { href: `#/wijzig/${item.id}` }, t('queue.correct')) : null,
          h('button.button.button-secondary', { type: 'button', onclick: () => ctx.resend(id) }, t('queue.resend')))))),
    h('div.row', null,
      item.changeable && item.kind === 'waarneming' && !item.problems.length
        ? h('a.button.button-subtle', { href: `#/wijzig/${item.id}` }, icon('note'), h('span', null, t('observe.edit'))) : null,
      h('button.button.button-subtle', { type: 'button', onclick: () => ctx.shareText(item) }, icon('share'), h('span', null, t('queue.share')))),
  ];
}
