// The first use of a phone. Needs the network once, and says so.
import { h } from './dom.js';
import { icon } from './icons.js';

export function signInScreen(ctx) {
  const { t } = ctx;
  const online = ctx.online();
  const el = h('div.page.welcome', null,
    h('div.welcome-mark', { 'aria-hidden': 'true' }, icon('pin')),
    h('p.lead', null, t('signin.lead')),
    h('p.notice', null, icon('info'), h('span', null, t('signin.once'))),
    online ? null : h('p.notice.notice-warning', null, icon('offline'), h('span', null, t('signin.offline'))),
    h('a.button.button-primary.button-wide', { href: ctx.signInAddress }, icon('user'), h('span', null, t('signin.button'))),
    h('button.button.button-subtle', { type: 'button', onclick: () => ctx.identify() }, t('signin.retry')));
  return { title: t('signin.title'), el, bare: true };
}
