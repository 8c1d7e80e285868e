// A rack to look at: which side, how close, whose hands; the same for the twin and for a node.

import { h, html, useEffect, useState } from '../lib/html.js';
import { Face, pens } from './face.js';
import { rooms } from './look.js';

/** @typedef {import('./look.js').State} State */
/** @typedef {'front' | 'rear'} Side */

/**
 * Sides and zones as buttons.
 * @param {{state: State, side: Side, zone: string | null, turn: (side: Side) => void,
 *   come: (zone: string | null) => void}} props
 */
function Tools({ state, side, zone, turn, come }) {
  const button = (/** @type {string} */ text, /** @type {boolean} */ on, /** @type {any} */ act, /** @type {string} */ testid) =>
    html`<button type="button" class="fp-tool" aria-pressed=${on} onClick=${act}
      data-testid=${testid}>${text}</button>`;
  return html`<div class="fp-tools">
    <div class="fp-sides" role="group" aria-label="Side">
      ${button('Front', side === 'front', () => turn('front'), 'fp-front')}
      ${button('Rear', side === 'rear', () => turn('rear'), 'fp-rear')}</div>
    <div class="fp-zones" role="group" aria-label="Come closer">
      ${button('Whole', zone === null, () => come(null), 'fp-whole')}
      ${rooms(state.front.faces[side]).map(({ id, title }) =>
        button(title, zone === id, () => come(id), `fp-zone-${id}`),
      )}</div></div>`;
}

/**
 * `stale` is null while the state is live, else what to say instead.
 * @param {{state: State, hands: import('./face.js').Hands | null, reason: string,
 *   stale: string | null}} props
 */
export function Panel({ state, hands, reason, stale }) {
  const [side, setSide] = useState(/** @type {Side} */ ('front'));
  const [zone, setZone] = useState(/** @type {string | null} */ (null));
  const [pen, setPen] = useState(/** @type {import('./face.js').Pens | null} */ (null));
  useEffect(() => {
    pens().then((all) => setPen(all), () => undefined);
  }, []);
  const turn = (/** @type {Side} */ next) => {
    setSide(next);
    setZone(null);
  };
  return html`<div class="fp" data-stale=${stale === null ? 'no' : 'yes'} data-testid="fp">
    ${h(Tools, { state, side, zone, turn, come: setZone })}
    ${stale !== null && html`<p class="fp-stale" role="status" data-testid="fp-stale">${stale}</p>`}
    ${pen && h(Face, { state, side, zone, hands, reason, pen, come: setZone })}
  </div>`;
}
