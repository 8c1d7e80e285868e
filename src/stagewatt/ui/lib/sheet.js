// A dialog beside what it edits: focus stays inside, Esc closes, focus goes back.

import { html, useLayoutEffect, useRef } from './html.js';
import { asked } from './route.js';

const GAP = 8;

/**
 * Where a box of some size stands beside an anchor: right, left, below or above, inside the window.
 * @param {{left: number, top: number, right: number, bottom: number}} anchor
 * @param {{width: number, height: number}} box
 * @param {{width: number, height: number}} space
 */
export function beside(anchor, box, space) {
  const clamp = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ all) =>
    Math.max(GAP, Math.min(at, all - size - GAP));
  const top = clamp(anchor.top, box.height, space.height);
  if (anchor.right + GAP + box.width <= space.width) return { left: anchor.right + GAP, top };
  if (anchor.left - GAP - box.width >= 0) return { left: anchor.left - GAP - box.width, top };
  const left = clamp(anchor.left, box.width, space.width);
  const below = anchor.bottom + GAP;
  if (below + box.height <= space.height) return { left, top: below };
  return { left, top: clamp(anchor.top - GAP - box.height, box.height, space.height) };
}

/** Close whatever dialog is open. */
export function close() {
  asked.value = null;
}

/**
 * `leave` closes it where it is not the dialog that was asked for. While something in it is being
 * saved it stays: else what the owner refuses would go unseen.
 * @param {{title: string, anchor: Element, testid: string, leave?: () => void, children?: any}} props
 */
export function Sheet({ title, anchor, testid, leave = close, children }) {
  const el = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const dialog = /** @type {HTMLDialogElement} */ (el.current);
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.showModal();
    place(dialog, anchor);
    const first = /** @type {HTMLElement | null} */ (dialog.querySelector('[data-first]'));
    first?.focus();
    if (first instanceof HTMLInputElement) first.select();
    // Where what had the focus was switched off, keys go past the dialog to the page behind it.
    const outside = (/** @type {Event} */ event) => {
      if (!dialog.contains(/** @type {Node} */ (event.target))) event.stopPropagation();
    };
    addEventListener('keydown', outside, true);
    return () => {
      removeEventListener('keydown', outside, true);
      if (dialog.open) dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, [anchor]);
  const end = () => {
    if (!el.current?.querySelector('[aria-busy="true"]')) leave();
  };
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    end();
  };
  const outside = (/** @type {Event} */ event) => {
    if (event.target === el.current) end();
  };
  const inside = (/** @type {Event} */ event) => event.stopPropagation();
  return html`<dialog class="sheet" ref=${el} onCancel=${cancel} onMouseDown=${outside}
    onKeyDown=${inside} aria-label=${title} data-testid=${testid}>
    <div class="sheet-body">
      <header><h2>${title}</h2>
        <button type="button" class="icon" onClick=${end} aria-label="Close">×</button></header>
      ${children}
    </div>
  </dialog>`;
}

/**
 * On a phone the dialog is a sheet at the bottom (by CSS); else it stands beside its anchor, or in
 * the middle where the anchor is the whole page.
 * @param {HTMLDialogElement} dialog
 * @param {Element} anchor
 */
function place(dialog, anchor) {
  if (matchMedia('(max-width: 600px)').matches) return;
  const space = { width: innerWidth, height: innerHeight };
  const box = dialog.getBoundingClientRect();
  const { left, top } =
    anchor === document.body
      ? { left: (space.width - box.width) / 2, top: (space.height - box.height) / 2 }
      : beside(anchor.getBoundingClientRect(), box, space);
  dialog.style.left = `${left}px`;
  dialog.style.top = `${top}px`;
}
