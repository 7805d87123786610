// How many items wait and what the sender does. It never says "sent" for what still waits.
import { h, fill, hiddenText } from './dom.js';
import { icon } from './icons.js';

const SIGNS = { rust: 'check', bezig: 'sync', wacht: 'clock', offline: 'offline', 'inloggen-nodig': 'user' };

export function statusChip(ctx) {
  const chip = h('a.chip', { href: '#/wachtrij' });
  ctx.watch(ctx.outboxState, chip, ({ status, waiting }) => {
    const { t } = ctx;
    const text = waiting ? t('status.waiting', { n: waiting }) : '';
    const state = t(`status.${status}`);
    const quiet = status === 'rust' && !waiting;
    chip.dataset.status = status;
    chip.classList.toggle('chip-quiet', quiet);
    const full = [text, quiet || status !== 'rust' ? state : ''].filter(Boolean).join('. ');
    fill(chip, icon(waiting && status === 'rust' ? 'clock' : SIGNS[status] ?? 'clock'),
      waiting ? h('span', { 'aria-hidden': 'true' }, String(waiting)) : null,
      hiddenText(t('status.open', { text: full })));
    chip.title = full;
  });
  return chip;
}
