// Signing in: the first use of a phone, which needs the network once and says so, and later when a
// session has ended. What was recorded stays where it is either way.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';

export function signInScreen(ctx) {
  const { t } = ctx;
  const known = ctx.session.get().user;
  const state = h('div');
  const busy = h('div', { role: 'status' });
  const email = field(t('signin.email'), { type: 'email', autocomplete: 'username', inputmode: 'email', required: true, autocapitalize: 'none' });
  const password = field(t('signin.password'), { type: 'password', autocomplete: 'current-password', required: true });
  const button = h('button.button.button-primary.button-wide', { type: 'submit' }, icon('user'), h('span', null, t('signin.button')));

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    fill(state);
    fill(busy, h('p.muted', null, t('signin.busy')));
    const wrong = await ctx.signIn(email.input.value.trim(), password.input.value);
    button.disabled = false;
    fill(busy);
    if (!wrong) return;
    fill(state, h('p.notice.notice-negative', { role: 'alert' }, icon('warning'), h('span', null, t(`signin.${wrong}`))));
    password.input.focus();
  }

  const el = h('div.page.welcome', null,
    h('div.welcome-mark', { 'aria-hidden': 'true' }, icon('pin')),
    h('p.lead', null, t(known ? 'signin.again' : 'signin.lead')),
    known ? null : h('p.notice', null, icon('info'), h('span', null, t('signin.once'))),
    ctx.online() ? null : h('p.notice.notice-warning', null, icon('offline'), h('span', null, t('signin.offline'))),
    h('form.stack', { onsubmit: submit }, state, email.el, password.el, button, busy),
    h('a.button.button-subtle', { href: ctx.signInAddress }, t('signin.page')));
  return { title: t(known ? 'signin.button' : 'signin.title'), el, bare: true, back: known ? '#/' : null };
}

function field(label, attributes) {
  const id = uid('signin');
  const input = h('input', { id, ...attributes });
  return { input, el: h('div.field', null, h('label', { for: id }, label), input) };
}
