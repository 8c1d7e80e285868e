// The front of a rack, read-only: a picture of what this node measures, and never more.

import { Panel } from '../front/panel.js';
import { stateOf } from '../front/look.js';
import { PAGES, panelOf } from '../front/view.js';
import { age } from '../lib/format.js';
import { h, html, useEffect, useState } from '../lib/html.js';
import { LOST_MS } from '../lib/link.js';
import { ageNow, rackFrame } from '../lib/read.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { title } from './glance.js';

const REASON = 'Only a picture: a node can switch nothing. Go to the rack.';
const EVERY_MS = 250;

/** The styles of the panels come with them. */
function useStyles() {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL('../styles/front.css', import.meta.url).href;
    link.onload = link.onerror = () => setReady(true);
    document.head.append(link);
    return () => link.remove();
  }, []);
  return ready;
}

/** Be drawn again a few times a second: digits may be read, lamps flash by their own clock. */
function useTick() {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      setTick(count);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return tick;
}

/**
 * Why the picture is not of now; null where it is.
 * @param {NonNullable<ReturnType<typeof rackFrame>>} kept
 */
function doubt({ frame, sinceS }) {
  const online = frame.num('online') === 1;
  const heard = ageNow(frame.num('age_heard_s'), sinceS);
  if (!online) return `NO ANSWER FROM THE RACK, TREAT AS LIVE. Last heard ${heard === null ? 'never' : `${age(heard)} ago`}`;
  if (sinceS * 1000 > LOST_MS) return `NO LINK TO THE NODE for ${age(sinceS)}: this is how it was`;
  return null;
}

/** @param {{id: string, text: string}} props */
function Badge({ id, text }) {
  return html`<h1><b class="fp-badge" data-testid="fp-badge">${text}</b>
    <a class="button" href=${rackAddress(id)} data-testid="fp-back">Back to the rack</a></h1>`;
}

/**
 * @param {{doc: import('../lib/types.js').RackDoc, front: import('../front/look.js').FrontDoc}} props
 */
function View({ doc, front }) {
  const [page, setPage] = useState(/** @type {(typeof PAGES)[number]} */ ('I'));
  useTick();
  const kept = rackFrame(doc.id);
  if (!kept) return h(Badge, { id: doc.id, text: `VIEW of ${title(doc)}: no values yet` });
  const { frame, sinceS } = kept;
  const old = ageNow(frame.num('age_board_s'), sinceS);
  const known = old === null ? 'never read' : `${age(old)} old`;
  const state = stateOf(panelOf(frame, doc, front, page), front);
  return html`
    ${h(Badge, { id: doc.id, text: `VIEW of ${title(doc)}, ${known}, buttons off` })}
    <p class="fp-pages"><span>The LCD shows our own pages of what the meter measures; which page the real one shows is unknown.</span>
      <span role="group" aria-label="Our page on the LCD">${PAGES.map(
        (name) => html`<button type="button" class="fp-tool" aria-pressed=${page === name}
          data-testid=${`fp-page-${name}`} onClick=${() => setPage(name)}>${name}</button>`,
      )}</span></p>
    ${h(Panel, { state, hands: null, reason: REASON, stale: doubt(kept) })}`;
}

/** @param {{id: string}} props */
export function Front({ id }) {
  const [front, setFront] = useState(/** @type {any} */ (undefined));
  const ready = useStyles();
  const doc = store.rack.value;
  const shown = doc?.id === id ? doc : null;
  const wanted = shown?.model ?? null;
  useEffect(() => store.watch(id), [id]);
  useEffect(() => {
    if (!wanted) return;
    store.model(wanted).then(
      (model) => setFront(/** @type {any} */ (model).front ?? null),
      () => setFront(undefined),
    );
  }, [wanted, store.trouble.value]);
  const seen = shown && front && ready;
  return html`<article class="pane fp-view" data-testid="front-view">
    ${seen ? h(View, { key: id, doc: shown, front }) : h(Badge, { id, text: `VIEW of ${shown ? title(shown) : id}` })}
    ${front === null && html`<p class="hint">There is no picture of this model.</p>`}
  </article>`;
}
