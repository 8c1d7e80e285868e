// Small drawings: severity, pen, eye, themes. One sprite on the page, used by reference.
// What every tile has is drawn by the styles instead: a tile without an svg paints in half the time.

import { html } from './html.js';

/** Severity by shape first; the colour only repeats it. */
const SHAPES = html`
  <svg class="sprite" aria-hidden="true">
    <symbol id="g-calm" viewBox="0 0 20 20"></symbol>
    <symbol id="g-p1" viewBox="0 0 20 20">
      <path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z" fill="var(--p1)"
        stroke="var(--p1-edge)" stroke-width="1.4" />
      <path d="M6.4 4.5h2.4v7H6.4zM11.2 4.5h2.4v7h-2.4zM6.4 13h2.4v2.5H6.4zM11.2 13h2.4v2.5h-2.4z"
        fill="var(--p1-ink)" />
    </symbol>
    <symbol id="g-p2" viewBox="0 0 20 20">
      <path d="M10 1.2 19.3 18H.7z" fill="var(--p2)" stroke="var(--p2-edge)" stroke-width="1.4"
        stroke-linejoin="round" />
      <path d="M8.8 7h2.4l-.3 5.6H9.1zM8.8 13.8h2.4v2.3H8.8z" fill="var(--p2-ink)" />
    </symbol>
    <symbol id="g-p3" viewBox="0 0 20 20">
      <path d="M10 2 18 10 10 18 2 10z" fill="none" stroke="var(--p3)" stroke-width="2.4" />
    </symbol>
    <symbol id="g-silent" viewBox="0 0 20 20">
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2"
        stroke-dasharray="3.2 3" />
      <path d="M7.2 8a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2.8-1.2 1.9M10 14.2v1.6" fill="none"
        stroke="currentColor" stroke-width="2" />
    </symbol>
    <symbol id="g-pen" viewBox="0 0 16 16">
      <path d="M2.5 13.5 3.3 10 10.9 2.4a1.2 1.2 0 0 1 1.7 0l1 1a1.2 1.2 0 0 1 0 1.7L6 12.7z"
        fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
    </symbol>
    <symbol id="g-eye" viewBox="0 0 16 16">
      <path d="M1 8s2.6-4.6 7-4.6S15 8 15 8s-2.6 4.6-7 4.6S1 8 1 8z" fill="none"
        stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
      <circle cx="8" cy="8" r="2.1" fill="currentColor" />
    </symbol>
    <symbol id="g-dark" viewBox="0 0 16 16">
      <path d="M13 9.6A5.4 5.4 0 0 1 6.4 3 5.4 5.4 0 1 0 13 9.6z" fill="none" stroke="currentColor"
        stroke-width="1.5" stroke-linejoin="round" />
    </symbol>
    <symbol id="g-daylight" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="3" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M8 .8v2M8 13.2v2M.8 8h2M13.2 8h2M2.9 2.9l1.4 1.4M11.7 11.7l1.4 1.4M13.1 2.9l-1.4 1.4M4.3 11.7l-1.4 1.4" stroke="currentColor" stroke-width="1.5" />
    </symbol>
    <symbol id="g-auto" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
    </symbol>
  </svg>
`;

/** The sprite itself, once per page. */
export function sprite() {
  return SHAPES;
}

/**
 * A drawing by its name; only for eyes, so the words stand beside it.
 * @param {string} name
 * @param {string} [cell] name of the live cell that may change the drawing
 */
export function glyph(name, cell) {
  return html`<svg class="glyph" aria-hidden="true" focusable="false">
    <use data-c=${cell} href=${`#g-${name}`} />
  </svg>`;
}

/**
 * Change a live drawing.
 * @param {Element | undefined} use
 * @param {string} name
 */
export function draw(use, name) {
  const href = `#g-${name}`;
  if (use && use.getAttribute('href') !== href) use.setAttribute('href', href);
}
