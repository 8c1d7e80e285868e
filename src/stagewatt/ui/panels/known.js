// Racks that are known, present or not: when each was seen last, and how to forget one.

import { erase, part, Refusal } from '../lib/api.js';
import { age } from '../lib/format.js';
import { Form } from '../lib/form.js';
import { h, html, useState } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import { Sheet } from '../lib/sheet.js';
import * as store from '../lib/store.js';
import { day, refused, TREAT_AS_LIVE } from '../lib/words.js';
import { title } from './glance.js';

/**
 * `online` null: nobody told of it since this node started.
 * @typedef {{
 *   id: string, name: string | null, printed_name: string, model: string, node: string,
 *   group: string | null, online: boolean | null, age_s: number | null, last_seen: string | null,
 * }} Row
 */

/**
 * All racks that are known: those that this node has a picture of, then those it only remembers.
 * @param {readonly import('../lib/types.js').RackRowDoc[]} racks
 * @param {readonly import('../lib/types.js').KnownDoc[]} remembered
 * @returns {Row[]}
 */
export function rows(racks, remembered) {
  return [
    ...racks.map((rack) => ({
      ...rack,
      group: rack.group ?? null,
      age_s: rack.age_s ?? null,
      last_seen: null,
    })),
    ...remembered.map((rack) => ({ ...rack, group: rack.group ?? null, online: null, age_s: null })),
  ];
}

/** @param {Row} row */
function seen({ online, age_s, last_seen }) {
  if (online) return 'answers';
  const ago = age_s === null ? 'never heard' : `last heard ${age(age_s)} ago`;
  const heard = online === null ? `last seen ${day(last_seen)}` : ago;
  return html`<strong>${TREAT_AS_LIVE}</strong> ${heard}`;
}

/**
 * @param {{row: Row, anchor: Element, leave: () => void}} props
 */
function Forget({ row, anchor, leave }) {
  const called = title(row);
  const send = async () => {
    try {
      await erase(`racks/${part(row.id)}`);
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { where: null, message: refused(error, 'Nothing was forgotten.') };
    } finally {
      await store.loadRacks();
    }
  };
  return h(
    Sheet,
    { title: `Forget ${called}?`, anchor, leave, testid: 'dialog-forget' },
    html`<div class="forget-about">
      <p>Its names, group, limits, tape colours and last values are erased here and on every node that
        answers now. This cannot be undone.</p>
      <p class="note">It says nothing about the rack itself: power is not touched, and a rack that
        answers again is listed again, without names.</p>
    </div>`,
    h(Form, { fields: [], send, done: leave, cancel: leave, save: `Forget ${called}` }),
  );
}

export function Known() {
  const [want, setWant] = useState(/** @type {{row: Row, anchor: Element} | null} */ (null));
  const leave = () => setWant(null);
  const line = (/** @type {Row} */ row) => html`<li class="known" key=${row.id}
    data-testid=${`known-${row.id}`} data-online=${row.online ? 'yes' : 'no'}>
    <span class="known-name">${
      row.online === null
        ? html`<b>${title(row)}</b>`
        : html`<a href=${rackAddress(row.id)} data-nav><b>${title(row)}</b></a>`
    } <span class="more">${row.name ? `${row.printed_name} · ` : ''}${row.model}${row.group ? ` · ${row.group}` : ''}</span></span>
    <span class="more">${row.online === null ? 'was read' : 'read'} by ${store.nodeName(row.node)}</span>
    <span>${seen(row)}</span>
    ${
      !row.online &&
      html`<button type="button" class="button" data-testid=${`forget-${row.id}`}
      aria-label=${`Forget ${title(row)}`}
      onClick=${(/** @type {Event} */ event) => setWant({ row, anchor: /** @type {Element} */ (event.currentTarget) })}>Forget</button>`
    }
  </li>`;
  const all = rows(store.racks.value ?? [], store.known.value);
  return html`<h2>Known racks</h2>
    ${
      all.length
        ? html`<ul class="known-list" data-testid="known">${all.map(line)}</ul>`
        : html`<p class="hint">No rack was ever heard.</p>`
    }
    ${want && h(Forget, { row: want.row, anchor: want.anchor, leave })}`;
}
