// Pen, eye and tape: what a person may change, saved only when the owner says so.

import { patch, part, Refusal } from '../lib/api.js';
import { Form } from '../lib/form.js';
import { h, html, useEffect, useState } from '../lib/html.js';
import { close, Sheet } from '../lib/sheet.js';
import * as store from '../lib/store.js';
import { refused, TAPES } from '../lib/words.js';
import { Card } from './card.js';

/** @typedef {import('../lib/route.js').Asked} Asked */
/** @typedef {import('../lib/types.js').RackDoc} RackDoc */
/** @typedef {import('../lib/form.js').Wrong} Wrong */

const NAME_MAX = 64;

/**
 * Send a change and take over what the owner confirmed.
 * @param {RackDoc} doc
 * @param {string} path below the rack
 * @param {Record<string, unknown>} body
 * @returns {Promise<Wrong>}
 */
async function save(doc, path, body) {
  try {
    await patch(`racks/${part(doc.id)}${path}`, body, doc.settings_revision);
    await store.loadRack(doc.id);
    void store.loadRacks();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 409 || error.status === 412) void store.loadRack(doc.id);
    return { where: error.where, message: refused(error, 'Nothing was changed.') };
  }
}

/**
 * @param {RackDoc} doc
 * @param {string} path below the rack
 * @param {readonly import('../lib/form.js').FieldSpec[]} fields
 * @param {string} [clears] says what an empty form means
 */
function form(doc, path, fields, clears) {
  const send = (/** @type {Record<string, unknown>} */ body) => save(doc, path, body);
  return h(Form, { fields, send, done: close, cancel: close, ...(clears && { clears }) });
}

/** @param {number | null} value */
function typed(value) {
  return value === null ? '' : String(value);
}

/** @param {{doc: RackDoc, want: Extract<Asked, {kind: 'color'}>}} props */
function Colors({ doc, want }) {
  const [saving, setSaving] = useState(/** @type {string | null} */ (null));
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const connector = doc.connectors.find(({ id }) => id === want.connector);
  if (!connector) return null;
  const choose = async (/** @type {string | null} */ color) => {
    if (saving !== null) return;
    setSaving(color ?? '');
    const refused = await save(doc, `/connectors/${part(connector.id)}`, { color });
    setSaving(null);
    if (refused) setWrong(refused.message);
    else close();
  };
  const swatch = (
    /** @type {string} */ code,
    /** @type {string} */ word,
    /** @type {string | null} */ color,
  ) => html`<button
    type="button" class="swatch" data-tape=${code} data-testid=${`color-${code || 'none'}`} data-first=${connector.color === color ? true : undefined}
    aria-pressed=${connector.color === color} disabled=${saving !== null && saving !== code} onClick=${() => choose(color)}>
    <span class="patch"></span><b>${code || '–'}</b> ${saving === code ? 'saving' : word}</button>`;
  return html`<div>
    <div class="swatches">${TAPES.map(([code, word]) => swatch(code, word, code))}${swatch('', 'none', null)}</div>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    <p class="sr" role="status">${saving !== null ? 'saving' : ''}</p>
  </div>`;
}

/**
 * Name and group of a rack; the groups in use are offered, so that one is not written in two ways.
 * @param {RackDoc} doc
 */
function rackForm(doc) {
  const others = (store.racks.peek() ?? []).filter(({ group }) => group !== doc.group);
  return form(doc, '', [
    {
      name: 'name',
      label: 'Name of this rack',
      value: doc.name ?? '',
      maxlength: NAME_MAX,
      hint: `Empty: ${doc.printed_name}`,
    },
    {
      name: 'group',
      label: 'Group',
      value: doc.group ?? '',
      maxlength: NAME_MAX,
      hint: 'Racks of a group stand together. Empty: none.',
      offers: store.groupsOf(others),
    },
  ]);
}

/**
 * @param {RackDoc} doc
 * @param {import('../lib/types.js').WayDoc} way
 */
function limitsForm(doc, way) {
  const amps = { unit: 'A', amps: true };
  return form(
    doc,
    `/ways/${part(way.id)}`,
    [
      { name: 'min_a', label: 'Warn below', value: typed(way.min_a), ...amps },
      {
        name: 'max_a',
        label: 'Warn above',
        value: typed(way.max_a),
        ...amps,
        hint: 'Empty: no limit.',
      },
    ],
    'No limits',
  );
}

/**
 * The dialog of one way: its name, its limits, or its card.
 * @param {RackDoc} doc
 * @param {Extract<Asked, {way: string}>} want
 */
function ofWay(doc, want) {
  const { anchor, kind } = want;
  const way = doc.ways.find(({ id }) => id === want.way);
  if (!way) return null;
  const called = `${way.id}${way.name ? `, ${way.name}` : ''}`;
  if (kind === 'name') {
    const field = { name: 'name', label: 'Name', value: way.name ?? '', maxlength: NAME_MAX };
    const inside = form(doc, `/ways/${part(way.id)}`, [field]);
    return h(Sheet, { title: `Rename ${way.id}`, anchor, testid: 'dialog-name' }, inside);
  }
  if (kind === 'limits') {
    const title = `Limits of ${called}`;
    return h(Sheet, { title, anchor, testid: 'dialog-limits' }, limitsForm(doc, way));
  }
  const title = `${way.id}${way.name ? `  ${way.name}` : ''}`;
  return h(Sheet, { title, anchor, testid: 'dialog-way' }, h(Card, { doc, way, anchor }));
}

/** @param {{anchor: Element}} props */
function Keys({ anchor }) {
  const [inside, setInside] = useState(/** @type {any} */ (null));
  useEffect(() => {
    import('./help.js').then(({ Help }) => setInside(h(Help, {})), close);
  }, []);
  return inside && h(Sheet, { title: 'Keys', anchor, testid: 'dialog-help' }, inside);
}

/** @param {{want: Asked}} props */
export function Dialog({ want }) {
  const doc = store.rack.value;
  const { anchor } = want;
  if (want.kind === 'help') return h(Keys, { anchor });
  if (!doc) return null;
  if (want.kind === 'rack-name')
    return h(Sheet, { title: 'Rename rack', anchor, testid: 'dialog-name' }, rackForm(doc));
  if (want.kind === 'color') {
    const title = `Tape of ${doc.connectors.find(({ id }) => id === want.connector)?.title ?? ''}`;
    return h(Sheet, { title, anchor, testid: 'dialog-color' }, h(Colors, { doc, want }));
  }
  return ofWay(doc, want);
}
