// Names that another node kept for this rack while its former node read it: take them over, or not.

import { part, post, Refusal } from '../lib/api.js';
import { html, useState } from '../lib/html.js';
import * as store from '../lib/store.js';
import { day, refused } from '../lib/words.js';

/** @typedef {import('../lib/types.js').OfferDoc} OfferDoc */

/** Racks whose offer somebody put off on this page, with what was offered. */
const later = new Set();

/**
 * How many of something: `1 name`, `12 names`.
 * @param {number} count
 * @param {string} what
 */
function many(count, what) {
  return count ? [`${count} ${what}${count === 1 ? '' : 's'}`] : [];
}

/**
 * What is offered, as a list in words.
 * @param {OfferDoc} offer
 */
export function kept({ name, group, names, limits, colors }) {
  const parts = [
    ...(name ? [`the name “${name}”`] : []),
    ...(group ? [`the group “${group}”`] : []),
    ...many(names, 'way name'),
    ...many(limits, 'limit'),
    ...many(colors, 'tape colour'),
  ];
  const last = parts.pop() ?? 'nothing';
  return parts.length ? `${parts.join(', ')} and ${last}` : last;
}

/** @param {{id: string, offer: OfferDoc}} props */
export function Offer({ id, offer }) {
  const key = `${id} ${JSON.stringify(offer)}`;
  const [closed, close] = useState(later.has(key));
  const [saving, setSaving] = useState(false);
  const [wrong, setWrong] = useState('');
  if (closed) return null;
  const adopt = async () => {
    setSaving(true);
    setWrong('');
    try {
      await post(`racks/${part(id)}/adopt`, {});
      await store.loadRack(id);
      void store.loadRacks();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setWrong(refused(error, 'Nothing was taken over.'));
    }
    setSaving(false);
  };
  const put = () => {
    later.add(key);
    close(true);
  };
  return html`<section class="offer" aria-label="Names kept for this rack" data-testid="offer" aria-busy=${saving}>
    <p><b>Nobody named this rack here.</b> ${store.nodeName(offer.kept_by)} kept ${kept(offer)} of it from
      its former node ${store.nodeName(offer.former_node)}, last seen ${day(offer.last_seen)}.</p>
    <button type="button" class="button main" disabled=${saving} data-testid="adopt"
      onClick=${adopt}>${saving ? 'saving' : 'Take them over'}</button>
    <button type="button" class="button" disabled=${saving} data-testid="not-now"
      onClick=${put}>Not now</button>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
  </section>`;
}
