// Warnings that matter before a walk: session over, storage short, items that wait too long, an
// update, a browser that may throw data away.
import { h } from './dom.js';
import { icon } from './icons.js';

export function notices(ctx) {
  const { t } = ctx;
  const box = h('div.notices');
  ctx.watch(ctx.outboxState, box, (state) => {
    const { warnings } = ctx;
    const list = [
      state.status === 'inloggen-nodig' ? { tone: 'warning', text: t('signin.again'), label: t('signin.button'), href: '#/inloggen' } : null,
      state.status === 'andere-gebruiker' ? { tone: 'warning', text: t('signin.other'), label: t('signin.button'), href: '#/inloggen' } : null,
      state.old ? { tone: 'warning', text: t('queue.old', { n: state.old }), label: t('nav.queue'), href: '#/wachtrij' } : null,
      warnings.low ? { tone: 'warning', text: t('settings.low'), label: t('nav.settings'), href: '#/instellingen' } : null,
      state.skew ? { tone: 'warning', text: t('settings.clock', { minutes: Math.round(Math.abs(state.skew) / 60_000) }) } : null,
      ctx.install.ios && !ctx.install.standalone ? { tone: 'info', text: t('settings.installIos'), label: t('nav.settings'), href: '#/instellingen' } : null,
      warnings.update && !ctx.round.get() ? { tone: 'info', text: t('settings.updateReady'), label: t('settings.updateNow'), run: ctx.applyUpdate } : null,
    ].filter(Boolean);
    box.replaceChildren(...list.map(notice));
  });
  return box;
}

function notice({ tone, text, label, href, run }) {
  return h(`div.notice.notice-${tone}`, null, icon(tone === 'info' ? 'info' : 'warning'),
    h('div', null, h('p', null, text),
      href ? h('a.button.button-subtle', { href }, label) : run && h('button.button.button-secondary', { type: 'button', onclick: run }, label)));
}
