// A small form in a dialog: what is typed stays until its owner has confirmed it.

import { parseAmps } from './format.js';
import { html, useRef, useState } from './html.js';

/**
 * `offers` are values that a tap fills in; `needed` is said where the field is left empty.
 * @typedef {{
 *   name: string, label: string, value: string, unit?: string, amps?: boolean, hint?: string,
 *   maxlength?: number, offers?: readonly string[], needed?: string, first?: boolean,
 * }} FieldSpec
 * @typedef {{where: string | null, message: string} | null} Wrong
 */

/**
 * Read what was typed: text is trimmed and empty means none; amps must be numbers.
 * @param {(name: string) => string} typed
 * @param {readonly FieldSpec[]} fields
 * @returns {{body: Record<string, unknown>, wrong: Wrong}}
 */
export function read(typed, fields) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const { name, amps, needed } of fields) {
    const text = typed(name).trim();
    if (needed && !text) return { body, wrong: { where: name, message: needed } };
    const value = amps ? parseAmps(text) : text || null;
    if (Number.isNaN(value)) {
      return { body, wrong: { where: name, message: 'Enter a number of amps, for example 12.5.' } };
    }
    body[name] = value;
  }
  return { body, wrong: null };
}

/**
 * `send` answers null once the owner has confirmed, else what it refused; then the words stay.
 * @param {{
 *   fields: readonly FieldSpec[], send: (body: Record<string, unknown>) => Promise<Wrong>,
 *   done: () => void, cancel: () => void, save?: string, clears?: string,
 * }} props
 */
export function Form({ fields, send, done, cancel, save = 'Save', clears }) {
  const [saving, setSaving] = useState(false);
  const [wrong, setWrong] = useState(/** @type {Wrong} */ (null));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const at = (/** @type {string | undefined} */ name) =>
    /** @type {HTMLInputElement | null} */ (form.current?.elements.namedItem(name ?? ''));
  const fail = (/** @type {NonNullable<Wrong>} */ found) => {
    setWrong(found);
    const field = fields.find(({ name }) => name === found.where) ?? fields[0];
    requestAnimationFrame(() => at(field?.name)?.focus());
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (saving) return;
    const { body, wrong: typed } = read((name) => at(name)?.value ?? '', fields);
    if (typed) return fail(typed);
    setSaving(true);
    setWrong(null);
    const refused = await send(body);
    setSaving(false);
    if (refused) fail(refused);
    else done();
  };
  const fill = (/** @type {string} */ name, /** @type {string} */ value) => {
    const input = at(name);
    if (!input || saving) return;
    input.value = value;
    input.focus();
  };
  const clear = () => {
    for (const { name } of fields) fill(name, '');
    form.current?.requestSubmit();
  };
  const known = wrong !== null && fields.some(({ name }) => name === wrong.where);
  const first = fields.find((field) => field.first) ?? fields[0];
  return html`<form class="edit" ref=${form} onSubmit=${submit} novalidate aria-busy=${saving}>
    ${fields.map((field) => entry(field, field === first, saving, wrong?.where === field.name ? wrong.message : null, fill))}
    ${wrong && !known && html`<p class="wrong" role="alert"
      data-testid="form-error">${wrong.message}</p>`}
    <div class="actions">
      <button type="submit" class="button main" disabled=${saving}
        data-testid="save">${saving ? 'saving' : save}</button>
      <button type="button" class="button" onClick=${cancel} disabled=${saving}
        data-testid="cancel">Cancel</button>
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
 * @param {(name: string, value: string) => void} fill
 */
function entry(field, first, saving, wrong, fill) {
  const id = `edit-${field.name}`;
  const told = wrong ? `${id}-wrong` : field.hint ? `${id}-hint` : undefined;
  return html`<div class="field">
    <label for=${id}>${field.label}</label>
    <span class="entry"><input id=${id} name=${field.name} defaultValue=${field.value} type="text"
      autocomplete="off"
      inputmode=${field.amps ? 'decimal' : 'text'} maxlength=${field.maxlength} readonly=${saving}
      data-first=${first ? true : undefined} data-testid=${id}
      aria-invalid=${wrong ? 'true' : undefined} aria-describedby=${told} />
      ${saving && html`<span class="saving" aria-hidden="true">saving</span>`}
      ${field.unit && html`<span class="unit">${field.unit}</span>`}</span>
    ${field.offers?.length ? offers(field, saving, fill) : null}
    ${field.hint && html`<p class="note" id=${`${id}-hint`}>${field.hint}</p>`}
    ${wrong && html`<p class="wrong" role="alert" id=${`${id}-wrong`}
      data-testid=${`${id}-error`}>${wrong}</p>`}
  </div>`;
}

/**
 * @param {FieldSpec} field
 * @param {boolean} saving
 * @param {(name: string, value: string) => void} fill
 */
function offers({ name, label, offers: values = [] }, saving, fill) {
  return html`<div class="offers" role="group" aria-label=${`${label}: in use`}>
    ${values.map(
      (
        value,
      ) => html`<button type="button" class="button" key=${value} disabled=${saving} data-testid=${`offer-${value}`}
        onClick=${() => fill(name, value)}>${value}</button>`,
    )}
  </div>`;
}
