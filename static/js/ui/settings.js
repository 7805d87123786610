// Language, look, storage, installation, update, account.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { confirmDialog } from './dialog.js';

export async function settingsScreen(ctx) {
  const { t } = ctx;
  const el = h('div.page.settings', null,
    choiceSection(t('settings.language'), [['nl', 'Nederlands', 'nl'], ['en', 'English', 'en']], t.lang, (value) => ctx.setLanguage(value)),
    choiceSection(t('settings.look'), [['auto', t('settings.lookAuto')], ['light', t('settings.lookLight')], ['dark', t('settings.lookDark')]],
      ctx.preferences.get('look') ?? 'auto', (value) => ctx.setLook(value)),
    await storageSection(ctx),
    installSection(ctx),
    updateSection(ctx),
    referenceSection(ctx),
    await accountSection(ctx));
  return { title: t('settings.title'), el };
}

const section = (title, ...content) => h('section.setting', null, h('h2', null, title), content);

function choiceSection(title, options, current, onChange) {
  const group = uid('option');
  return h('fieldset.setting', null, h('legend', null, title),
    h('div.segments', null, options.map(([value, label, lang]) => {
      const id = `${group}-${value}`;
      return h('span.segment', null,
        h('input', { type: 'radio', name: group, id, value, checked: value === current, onchange: () => onChange(value) }),
        h('label', { for: id, lang }, label));
    })));
}

async function storageSection(ctx) {
  const { t } = ctx;
  const { used, free, persisted } = await ctx.storageState();
  const state = h('div', { role: 'status' });
  const draw = (kept, asked) => fill(state,
    h('p', null, icon(kept ? 'shield' : 'warning'), h('span', null, t(kept ? 'settings.persisted' : asked ? 'settings.persistNo' : 'settings.notPersisted'))),
    kept ? null : h('button.button.button-secondary', { type: 'button', onclick: async () => draw(await ctx.persist(), true) }, icon('shield'), h('span', null, t('settings.persist'))));
  draw(persisted, false);
  return section(t('settings.storage'),
    used === null ? h('p', null, t('settings.usedUnknown'))
      : [h('p', null, t('settings.used', { used: t.bytes(used), free: t.bytes(free) })),
        h('progress', { max: '100', value: Math.round((used / (used + free)) * 100), 'aria-label': t('settings.storage') })],
    free !== null && free < ctx.limits.lowSpace ? h('p.notice.notice-warning', null, icon('warning'), h('span', null, t('settings.low'))) : null,
    state);
}

function installSection(ctx) {
  const { t } = ctx;
  const { standalone, ios, prompt } = ctx.install;
  let body;
  if (standalone) body = h('p', null, icon('check'), h('span', null, t('settings.installed')));
  else if (ios) body = [h('p', null, t('settings.installIos')), h('p.notice.notice-warning', null, icon('warning'), h('span', null, t('settings.installSeparate')))];
  else if (prompt) body = h('button.button.button-secondary', { type: 'button', onclick: () => ctx.askInstall() }, icon('install'), h('span', null, t('settings.installButton')));
  else body = h('p', null, t('settings.installOther'));
  return section(t('settings.install'), body);
}

function updateSection(ctx) {
  const { t } = ctx;
  if (!ctx.warnings.update) return section(t('settings.update'), h('p', null, icon('check'), h('span', null, t('settings.updateNone'))));
  return section(t('settings.update'), h('p', null, t('settings.updateReady')),
    ctx.round.get()
      ? h('p.notice', null, icon('info'), h('span', null, t('settings.updateRound')))
      : h('button.button.button-primary', { type: 'button', onclick: () => ctx.applyUpdate() }, icon('sync'), h('span', null, t('settings.updateNow'))));
}

function referenceSection(ctx) {
  const { t } = ctx;
  const version = ctx.catalogue.get()?.version;
  const state = h('p.muted', { role: 'status' }, version ? t('settings.catalogue', { n: version }) : null);
  return section(t('settings.reference'), state,
    h('button.button.button-secondary', {
      type: 'button',
      onclick: async () => fill(state, t(await ctx.fetchReference() ? 'settings.refreshed' : 'settings.refreshFailed')),
    }, icon('sync'), h('span', null, t('settings.refresh'))));
}

async function accountSection(ctx) {
  const { t } = ctx;
  const { user } = ctx.session.get();
  const { waiting } = ctx.outboxState.get();
  async function out() {
    const body = waiting ? t('settings.signOutWaiting', { n: waiting }) : t('settings.signOutSure');
    if (await confirmDialog({ t, title: t('settings.signOut'), body, yes: t('settings.signOut') })) ctx.signOut();
  }
  return section(t('settings.account'),
    h('p', null, icon('user'), h('span', null, `${user?.naam ?? ''}${user?.gemeenteNaam ? `, ${user.gemeenteNaam}` : ''}`)),
    h('p.muted.small', null, `${t('settings.device')}: ${await ctx.deviceId()}`),
    h('button.button.button-secondary', { type: 'button', onclick: out }, t('settings.signOut')));
}
