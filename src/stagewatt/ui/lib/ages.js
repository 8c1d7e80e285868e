// Ages on a page of REST answers: they go on counting, also when the link is lost.

import { put } from './cells.js';
import { age } from './format.js';
import { html, useEffect, useLayoutEffect, useRef } from './html.js';

const COUNT_MS = 1000;

/**
 * An age that `useAges` writes.
 * @param {number | null | undefined} seconds when the answer came
 */
export function counting(seconds) {
  return seconds === null || seconds === undefined
    ? null
    : html`<span class="num" data-age=${seconds}></span>`;
}

/**
 * The element whose ages count, for its `ref`.
 * @param {() => number} since seconds since the answer came
 * @param {(el: HTMLElement) => void} [more] what else is written as often
 */
export function useAges(since, more) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const write = useRef(() => {});
  write.current = () => {
    const own = el.current;
    if (!own) return;
    const cells = /** @type {Iterable<HTMLElement>} */ (own.querySelectorAll('[data-age]'));
    for (const cell of cells) put(cell, age(Number(cell.dataset.age) + since()));
    more?.(own);
  };
  useLayoutEffect(() => write.current());
  useEffect(() => {
    const timer = setInterval(() => write.current(), COUNT_MS);
    return () => clearInterval(timer);
  }, []);
  return el;
}
