// Pen, eye and tape: what a person may change, saved only when the owner says so.

import { patch, part, Refusal } from '../lib/api.js';
import { parseAmps } from '../lib/format.js';
import { h, html, useRef, useState } from '../lib/html.js';
import { close, Sheet } from '../lib/sheet.js';
import * as store from '../lib/store.js';
import { TAPES } from '../lib/words.js';
import { Card } from './card.js';
import { Help } from './help.js';

/** @typedef {import('../lib/route.js').Asked} Asked */
/** @typedef {import('../lib/types.js').RackDoc} RackDoc */
/**
 * @typedef {{name: string, label: string, value: string, unit?: string, amps?: boolean, hint?: string, maxlength?: number}} FieldSpec
 * @typedef {{where: string | null, message: string} | null} Wrong
 */

const NAME_MAX = 64;

/**
 * Read the form: text is trimmed and empty means none; amps must be numbers.
 * @param {HTMLFormElement} form
 * @param {FieldSpec[]} fields
 * @returns {{body: Record<string, unknown>, wrong: Wrong}}
 */
function read(form, fields) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const { name, amps } of fields) {
    const text = String(new FormData(form).get(name) ?? '').trim();
    const value = amps ? parseAmps(text) : text || null;
    if (Number.isNaN(value)) {
      return { body, wrong: { where: name, message: 'Enter a number of amps, for example 12.5.' } };
    }
    body[name] = value;
  }
  return { body, wrong: null };
}

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
    return { where: error.where, message: error.message };
  }
}

/**
 * @param {{doc: RackDoc, path: string, fields: FieldSpec[], clears?: string}} props
 */
function Form({ doc, path, fields, clears }) {
  const [saving, setSaving] = useState(false);
  const [wrong, setWrong] = useState(/** @type {Wrong} */ (null));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const focus = (/** @type {string | null} */ where) => {
    const at = fields.find(({ name }) => name === where) ?? fields[0];
    const input = /** @type {HTMLInputElement | null} */ (
      form.current?.elements.namedItem(at?.name ?? '')
    );
    requestAnimationFrame(() => input?.focus());
  };
  const fail = (/** @type {NonNullable<Wrong>} */ found) => {
    setWrong(found);
    focus(found.where);
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (saving) return;
    const { body, wrong: typed } = read(/** @type {HTMLFormElement} */ (form.current), fields);
    if (typed) return fail(typed);
    setSaving(true);
    setWrong(null);
    const refused = await save(doc, path, body);
    setSaving(false);
    if (refused) fail(refused);
    else close();
  };
  const clear = () => {
    for (const { name } of fields) {
      const input = form.current?.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = '';
    }
    form.current?.requestSubmit();
  };
  const known = wrong !== null && fields.some(({ name }) => name === wrong.where);
  return html`<form class="edit" ref=${form} onSubmit=${submit} novalidate aria-busy=${saving}>
    ${fields.map((field, k) => input(field, k === 0, saving, wrong?.where === field.name ? wrong.message : null))}
    ${wrong && !known && html`<p class="wrong" role="alert"
      data-testid="form-error">${wrong.message}</p>`}
    <div class="actions">
      <button type="submit" class="button main" disabled=${saving}
        data-testid="save">${saving ? 'saving' : 'Save'}</button>
      <button type="button" class="button" onClick=${close} data-testid="cancel">Cancel</button>
      ${clears && html`<button type="button" class="button quiet" disabled=${saving}
        onClick=${clear} data-testid="clear">${clears}</button>`}
    </div>
    <p class="sr" role="status">${saving ? 'saving' : ''}</p>
  </form>`;
}

/**
 * @param {FieldSpec} field
 * @param {boolean} first
 * @param {boolean} saving
 * @param {string | null} wrong
 */
function input(field, first, saving, wrong) {
  const id = `edit-${field.name}`;
  return html`<div class="field">
    <label for=${id}>${field.label}</label>
    <span class="entry"><input id=${id} name=${field.name} defaultValue=${field.value} type="text"
      autocomplete="off"
      inputmode=${field.amps ? 'decimal' : 'text'} maxlength=${field.maxlength} readonly=${saving}
      data-first=${first ? true : undefined} data-testid=${id}
      aria-invalid=${wrong ? 'true' : undefined} aria-describedby=${wrong ? `${id}-wrong` : field.hint ? `${id}-hint` : undefined} />
      ${field.unit && html`<span class="unit">${field.unit}</span>`}</span>
    ${field.hint && html`<p class="note" id=${`${id}-hint`}>${field.hint}</p>`}
    ${wrong && html`<p class="wrong" role="alert" id=${`${id}-wrong`}
      data-testid=${`${id}-error`}>${wrong}</p>`}
  </div>`;
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

/** @param {{want: Asked}} props */
export function Dialog({ want }) {
  const doc = store.rack.value;
  const { anchor } = want;
  if (want.kind === 'help')
    return h(Sheet, { title: 'Keys', anchor, testid: 'dialog-help' }, h(Help, {}));
  if (!doc) return null;
  if (want.kind === 'rack-name') {
    const fields = [
      {
        name: 'name',
        label: 'Name of this rack',
        value: doc.name ?? '',
        maxlength: NAME_MAX,
        hint: `Empty: ${doc.printed_name}`,
      },
    ];
    return h(
      Sheet,
      { title: 'Rename rack', anchor, testid: 'dialog-name' },
      h(Form, { doc, path: '', fields }),
    );
  }
  if (want.kind === 'color') {
    const at = doc.connectors.find(({ id }) => id === want.connector);
    return h(
      Sheet,
      { title: `Tape of ${at?.title ?? ''}`, anchor, testid: 'dialog-color' },
      h(Colors, { doc, want }),
    );
  }
  const way = doc.ways.find(({ id }) => id === want.way);
  if (!way) return null;
  const path = `/ways/${part(way.id)}`;
  if (want.kind === 'name') {
    const fields = [{ name: 'name', label: 'Name', value: way.name ?? '', maxlength: NAME_MAX }];
    return h(
      Sheet,
      { title: `Rename ${way.id}`, anchor, testid: 'dialog-name' },
      h(Form, { doc, path, fields }),
    );
  }
  if (want.kind === 'limits') {
    const fields = [
      { name: 'min_a', label: 'Warn below', value: typed(way.min_a), unit: 'A', amps: true },
      {
        name: 'max_a',
        label: 'Warn above',
        value: typed(way.max_a),
        unit: 'A',
        amps: true,
        hint: 'Empty: no limit.',
      },
    ];
    return h(
      Sheet,
      {
        title: `Limits of ${way.id}${way.name ? `, ${way.name}` : ''}`,
        anchor,
        testid: 'dialog-limits',
      },
      h(Form, { doc, path, fields, clears: 'No limits' }),
    );
  }
  return h(
    Sheet,
    { title: `${way.id}${way.name ? `  ${way.name}` : ''}`, anchor, testid: 'dialog-way' },
    h(Card, { doc, way, anchor }),
  );
}
