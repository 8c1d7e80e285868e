// Say that you know of an alarm: a name, a word about it, and the answer of whoever reads the rack.

import { part, post, Refusal } from '../lib/api.js';
import { Form } from '../lib/form.js';
import { h, html, useState } from '../lib/html.js';
import { Sheet } from '../lib/sheet.js';
import * as store from '../lib/store.js';
import { keep, read } from '../lib/theme.js';
import { refused } from '../lib/words.js';

/** @typedef {import('../lib/types.js').AlarmDoc} AlarmDoc */
/** @typedef {import('../lib/form.js').Wrong} Wrong */

const WHO = 'stagewatt.who';
const BY_MAX = 64;
const COMMENT_MAX = 200;
const TOO_MANY = 429;
const GONE = 404;
const PAUSE_MS = 1100;
const TRIES = 5;

/** @param {number} ms */
function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/**
 * Acknowledge one alarm; waits where the node asks for patience. One that cleared meanwhile needs
 * nobody any more.
 * @param {string} id
 * @param {{by: unknown, comment: unknown}} body
 * @param {(path: string, body: any) => Promise<unknown>} send
 * @param {(ms: number) => Promise<unknown>} wait
 * @returns {Promise<Refusal | null>}
 */
export async function acknowledge(id, body, send = post, wait = pause) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send(`alarms/${part(id)}/ack`, body);
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === GONE) return null;
      if (error.status !== TOO_MANY || attempt === TRIES) return error;
      await wait(PAUSE_MS);
    }
  }
}

/**
 * What went wrong, for one field or for the whole form.
 * @param {readonly Refusal[]} refusals
 * @param {number} asked
 * @returns {Wrong}
 */
export function wrongOf(refusals, asked) {
  const [first] = refusals;
  if (!first) return null;
  const none = refusals.length === asked;
  const some = `${asked - refusals.length} of ${asked} were noted, these were not.`;
  const message = refused(first, none ? 'Nothing was noted.' : some);
  return { where: first.where, message };
}

/**
 * @param {{
 *   alarms: readonly AlarmDoc[], anchor: Element, about: any, leave: () => void, done: () => void,
 * }} props `about` is what the sheet says of them; `done` comes after the owner has answered
 */
export function Acknowledge({ alarms, anchor, about, leave, done }) {
  const [saved, setSaved] = useState(0);
  const who = read(WHO) ?? '';
  const many = alarms.length > 1;
  const send = async (/** @type {Record<string, unknown>} */ typed) => {
    keep(WHO, String(typed.by));
    const body = { by: typed.by, comment: typed.comment ?? '' };
    const refusals = [];
    for (const [k, { id }] of alarms.entries()) {
      setSaved(k);
      const refusal = await acknowledge(id, body);
      if (refusal) refusals.push(refusal);
    }
    await store.loadAlarms();
    return wrongOf(refusals, alarms.length);
  };
  const fields = [
    {
      name: 'by',
      label: 'Your name',
      value: who,
      maxlength: BY_MAX,
      needed: 'Enter your name, so that the others know whom to ask.',
      hint: 'Remembered on this device.',
    },
    { name: 'comment', label: 'Comment', value: '', maxlength: COMMENT_MAX, first: who !== '' },
  ];
  const title = many ? `Acknowledge ${alarms.length} alarms` : 'Acknowledge';
  return h(
    Sheet,
    { title, anchor, leave, testid: 'dialog-ack' },
    html`<div class="ack-about">${about}</div>
      <p class="note">Everybody sees that you know of it. It stays listed until it clears.</p>`,
    h(Form, { fields, send, done, cancel: leave, save: title }),
    many && saved > 0 && html`<p class="note" role="status">${saved} of ${alarms.length}</p>`,
  );
}
