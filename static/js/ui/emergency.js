// Whom to call. Works without a network: it is text with tel: links.
import { h } from './dom.js';
import { icon } from './icons.js';
import { openDialog } from './dialog.js';

const NUMBERS = [
  { number: '112', dial: '112', key: 'help.112', urgent: true },
  { number: '0900-8844', dial: '09008844', key: 'help.0900' },
  { number: '0800-2000', dial: '08002000', key: 'help.veiligthuis' },
];

const VICTIM = [
  { number: '0900-0101', dial: '09000101', key: 'help.victim' },
  { number: '0800-0188', dial: '08000188', key: 'help.violence' },
  { number: '0900-8844', dial: '09008844', key: 'help.police' },
];

export function openEmergency(ctx) {
  const { t } = ctx;
  openDialog({ t, title: t('help.title'), body: [h('p', null, t('help.lead')), numberList(t, NUMBERS)] });
}

/** Where somebody who was harassed finds help. */
export const victimHelp = ({ t }) => numberList(t, VICTIM);

function numberList(t, numbers) {
  return h('ul.numbers', null, numbers.map(({ number, dial, key, urgent }) =>
    h('li', null,
      h(`a.number${urgent ? '.number-urgent' : ''}`, { href: `tel:${dial}` },
        icon('phone'),
        h('span', null, h('strong', null, t('help.call', { number })), h('span', null, t(key)))))));
}
