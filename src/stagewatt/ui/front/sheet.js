// A dialog beside what it is about, and requests that show where they are refused.

import { html, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { beside } from '../lib/sheet.js';

/** @param {{title: string, at: Element, close: () => void, children?: any}} props */
export function Sheet({ title, at, close, children }) {
  const el = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const dialog = /** @type {HTMLDialogElement} */ (el.current);
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.showModal();
    const put = () => {
      if (matchMedia('(max-width: 600px)').matches) return;
      const space = { width: innerWidth, height: innerHeight };
      const { left, top } = beside(at.getBoundingClientRect(), dialog.getBoundingClientRect(), space);
      dialog.style.left = `${left}px`;
      dialog.style.top = `${top}px`;
    };
    put();
    const grown = new ResizeObserver(put);
    grown.observe(dialog);
    return () => {
      grown.disconnect();
      if (dialog.open) dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    close();
  };
  return html`<dialog class="sheet fp-sheet" ref=${el} onCancel=${cancel} aria-label=${title}
    onMouseDown=${(/** @type {Event} */ event) => event.target === el.current && close()}
    data-testid="fp-sheet">
    <div class="sheet-body"><header><h2>${title}</h2>
      <button type="button" class="icon" onClick=${close} aria-label="Close">×</button></header>
      ${children}</div></dialog>`;
}

/** Send requests, and show where one is refused. @param {any} hands */
export function useSend(hands) {
  const [wrong, setWrong] = useState('');
  const send = async (/** @type {string} */ path, /** @type {object} */ body) => {
    try {
      setWrong('');
      return await hands.send({ path, body });
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
  const shown = wrong && html`<p class="wrong" role="alert">${wrong}</p>`;
  return { send, shown };
}
