// Marking racks on board or list: a tap or the key `m` marks, and a bar below says how many are.

import { html, useEffect, useLayoutEffect, useRef } from '../lib/html.js';
import { going, keysOn } from '../lib/keys.js';
import { asked, compareAddress, finding } from '../lib/route.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { begin, end, LEAST, marks, meant, MOST, toggled } from './marks.js';

const PLACES = '.tile, .fl-row, .worst a';

/** @param {string} id */
function nameOf(id) {
  const rack = store.racks.peek()?.find((each) => each.id === id);
  return rack ? called(rack) : id;
}

/**
 * The rack to which something on the page belongs; null for none.
 * @param {EventTarget | null} at
 */
function rackAt(at) {
  const place = at instanceof Element ? at.closest(PLACES) : null;
  const own = place?.matches('[data-rack]') ? place : place?.querySelector('[data-rack]');
  return own?.getAttribute('data-rack') ?? null;
}

/**
 * Put the marks on the page. Tiles and rows come and go by themselves, so that each change of the
 * page does it again; an attribute the views do not know is one they leave alone.
 * @param {Element} fleet
 * @param {readonly string[]} ids
 */
function draw(fleet, ids) {
  const wanted = new Set(
    ids.flatMap((id) =>
      [...fleet.querySelectorAll(`[data-rack="${CSS.escape(id)}"]`)].flatMap((el) => el.closest(PLACES) ?? []),
    ),
  );
  for (const el of fleet.querySelectorAll('[data-marked]')) if (!wanted.has(el)) put(el, false);
  for (const el of wanted) if (!el.hasAttribute('data-marked')) put(el, true);
}

/**
 * @param {Element} el
 * @param {boolean} is
 */
function put(el, is) {
  const link = el.matches('a') ? el : el.querySelector('a');
  el.toggleAttribute('data-marked', is);
  if (is) link?.setAttribute('aria-description', 'marked');
  else link?.removeAttribute('aria-description');
}

/** @param {MouseEvent} event */
function clicked(event) {
  const id = rackAt(event.target);
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!marks.peek().on || id === null || !plain) return;
  event.preventDefault();
  event.stopPropagation();
  marks.value = toggled(marks.peek(), id);
}

/** Show those that are marked, where they are enough. */
function show() {
  const { ids } = marks.peek();
  if (ids.length >= LEAST) location.hash = compareAddress(ids);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || asked.peek() || finding.peek()) return;
  if (key === 'Escape' && marks.peek().on) end();
  if (!keysOn.peek() || going()) return;
  const what = meant(key);
  const id = what === 'mark' ? rackAt(event.target) : null;
  if (id !== null) marks.value = toggled(marks.peek(), id);
  if (what === 'show') show();
}

/** @param {import('./marks.js').Marks} marked */
function told({ ids, refused }) {
  if (refused !== null) return `Four at most: ${nameOf(refused)} is not marked`;
  return ids.length ? `${ids.length} marked` : `Mark ${LEAST} to ${MOST} racks`;
}

/** Listen where the views are; returns the end of it. */
function listen(/** @type {HTMLElement} */ fleet) {
  fleet.addEventListener('click', clicked, true);
  addEventListener('keydown', pressed, true);
  return () => {
    fleet.removeEventListener('click', clicked, true);
    removeEventListener('keydown', pressed, true);
    end();
  };
}

/** The button, and the bar: that is there before anything is marked, so that its words are heard. */
export function Marking() {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const { on, ids } = marks.value;
  const racks = store.racks.value;
  const fleet = () => /** @type {HTMLElement} */ (el.current?.closest('.fleet'));
  useLayoutEffect(() => listen(fleet()), []);
  useEffect(() => {
    const there = ids.filter((id) => racks?.some((rack) => rack.id === id));
    if (there.length < ids.length) marks.value = { ...marks.peek(), ids: there };
  }, [ids, racks]);
  useEffect(() => {
    const own = fleet();
    own.dataset.marking = on ? 'yes' : 'no';
    draw(own, ids);
    if (!on) return undefined;
    const seen = new MutationObserver(() => draw(own, ids));
    seen.observe(own, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-rack'] });
    return () => seen.disconnect();
  }, [on, ids]);
  return html`<button type="button" class="chip-button compare" data-testid="compare" aria-pressed=${on}
      title="Mark racks to see them side by side (m)" onClick=${() => (on ? end() : begin())}>Compare</button>
  <div class="marking" ref=${el} data-on=${on ? 'yes' : 'no'} data-testid="marking">
    <p role="status" data-testid="marked">${on && html`<b>${told(marks.value)}</b> <span>${ids.map(nameOf).join(', ')}</span>`}</p>
    ${
      on &&
      html`<button type="button" class="button main" disabled=${ids.length < LEAST} onClick=${show}
        data-testid="compare-show">Show</button>
      <button type="button" class="button" onClick=${end} data-testid="compare-cancel">Cancel</button>`
    }
  </div>`;
}
