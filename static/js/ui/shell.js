// The frame around every screen: bar with title, state of sending and emergency numbers;
// tabs; one live region for what was saved or sent; room for one message with an action.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { statusChip } from './status-chip.js';
import { openEmergency } from './emergency.js';
import { match } from './router.js';

const TABS = [
  { path: '#/', key: 'nav.start', icon: 'walk' },
  { path: '#/wachtrij', key: 'nav.queue', icon: 'queue' },
  { path: '#/taken', key: 'nav.tasks', icon: 'tasks', role: 'boa' },
  { path: '#/instellingen', key: 'nav.settings', icon: 'settings' },
];

/**
 * @param {HTMLElement} root
 * @param {object} ctx  the app's context; gets `announce`, `alert`, `toast`, `go`, `refresh`
 * @param {Array} routes  see router.match
 */
export function createShell(root, ctx, routes) {
  const bar = h('header.bar');
  const main = h('main#inhoud.screen', { tabindex: '-1' });
  const tabs = h('nav.tabs');
  const polite = h('div.visually-hidden', { role: 'status', 'aria-live': 'polite' });
  const assertive = h('div.visually-hidden', { role: 'alert' });
  const toasts = h('section.toasts');
  const frame = h('div.frame', null, bar, main, toasts, tabs);
  fill(root, frame, polite, assertive);

  let current = null;
  let shownHash = null;
  let turn = 0;

  ctx.announce = (text) => say(polite, text);
  ctx.alert = (text) => say(assertive, text);
  ctx.go = (hash, { replace = false } = {}) => {
    if (replace) history.replaceState(null, '', hash);
    else if (location.hash !== hash) history.pushState(null, '', hash);
    show();
  };
  ctx.refresh = () => show({ scroll: false });
  ctx.toast = (content) => toast(toasts, content, ctx);

  const skip = document.querySelector('.skip');
  skip?.addEventListener('click', (event) => {
    event.preventDefault(); // addresses behind '#' are screens here
    main.focus();
  });

  // A link to another screen may fire either event or both.
  const moved = () => { if (location.hash !== shownHash) show(); };
  window.addEventListener('popstate', moved);
  window.addEventListener('hashchange', moved);

  async function show({ scroll = true } = {}) {
    turn += 1;
    const mine = turn;
    shownHash = location.hash;
    const route = match(routes, shownHash || '#/') ?? match(routes, '#/');
    const { t } = ctx;
    current?.destroy?.();
    current = null;
    let screen;
    try {
      screen = await route.screen(ctx, route.params);
    } catch (error) {
      console.error(error);
      screen = broken(ctx);
    }
    if (!screen) return; // it went elsewhere
    if (mine !== turn) { screen.destroy?.(); return; } // somebody was faster
    current = screen;
    document.title = `${screen.title} · ${t('app.name')}`;
    frame.classList.toggle('frame-bare', Boolean(screen.bare));
    frame.classList.toggle('frame-full', Boolean(screen.full));
    fill(bar, barContent(ctx, screen));
    fill(tabs, tabLinks(ctx, route.path));
    tabs.setAttribute('aria-label', t('app.nav'));
    toasts.setAttribute('aria-label', t('app.messages'));
    if (skip) skip.textContent = t('app.skip');
    fill(main, screen.el);
    if (scroll) window.scrollTo(0, 0);
    screen.ready?.();
    if (!screen.keepFocus) bar.querySelector('h1')?.focus({ preventScroll: true });
  }

  return { show };
}

function barContent(ctx, screen) {
  const { t } = ctx;
  return [
    screen.back
      ? h('a.bar-button', { href: screen.back, 'aria-label': screen.backLabel ?? t('app.back') }, icon('back'))
      : h('span.bar-mark', { 'aria-hidden': 'true' }, icon('pin')),
    h('div.bar-title', null,
      h('h1', { tabindex: '-1' }, screen.title),
      screen.subtitle ? h('p', null, screen.subtitle) : null),
    statusChip(ctx),
    h('button.bar-button', {
      type: 'button', 'aria-label': t('help.title'), onclick: () => openEmergency(ctx),
    }, icon('phone')),
  ];
}

function tabLinks(ctx, path) {
  const { t } = ctx;
  const roles = ctx.session.get().user?.rollen ?? [];
  return h('ul', null, TABS.filter((tab) => !tab.role || roles.includes(tab.role)).map((tab) => {
    const here = tab.path === `#${path}`;
    return h('li', null,
      h('a', { href: tab.path, 'aria-current': here ? 'page' : null },
        icon(tab.icon), h('span', null, t(tab.key)),
        tab.key === 'nav.queue' ? waitingBadge(ctx) : null));
  }));
}

function waitingBadge(ctx) {
  const badge = h('span.badge', { 'aria-hidden': 'true' });
  ctx.watch(ctx.outboxState, badge, ({ waiting }) => {
    badge.hidden = !waiting;
    badge.textContent = waiting > 99 ? '99+' : String(waiting);
  });
  return badge;
}

function say(region, text) {
  // An equal text is not read again unless the region was empty for a moment.
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}

function toast(host, { text, tone = 'positive', action, label, seconds = 5 }, ctx) {
  const close = () => { clearTimeout(timer); box.remove(); };
  const box = h(`div.toast.toast-${tone}`, null,
    icon(tone === 'positive' ? 'check' : 'warning'),
    h('p', null, text),
    action ? h('button.button.button-subtle', { type: 'button', onclick: () => { close(); action(); } }, label) : null,
    h('button.icon-button', { type: 'button', 'aria-label': ctx.t('app.close'), onclick: close }, icon('close')));
  const timer = seconds ? setTimeout(close, seconds * 1000) : 0;
  fill(host, box);
  if (tone === 'negative') ctx.alert(text);
  else ctx.announce(text);
  return close;
}

function broken({ t }) {
  return {
    title: t('app.name'),
    el: h('div.page', null,
      h('p.notice.notice-negative', null, icon('warning'), h('span', null, t('app.broken'))),
      h('button.button.button-primary', { type: 'button', onclick: () => location.reload() }, t('app.reload'))),
  };
}
