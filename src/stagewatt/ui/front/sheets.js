// Sheets to choose on: what to plug in, where a dial stands, which module.

import { h, html, useEffect, useState } from '../lib/html.js';
import { FaultSheet } from './faults.js';
import { stateOf } from './look.js';
import { Sheet, useSend } from './sheet.js';
import { step } from './words.js';

/** @typedef {{at: Element, item: any, panel: any, hands: any, close: () => void}} Props */

/**
 * A fader, moved by hand or by keys; sent when it is let go.
 * @param {{way: string, load: any, send: any}} props
 */
function Fader({ way, load, send }) {
  const percent = Math.round((load.level ?? 1) * 100);
  const set = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.currentTarget);
    void send('loads', { way, level: Number(value) / 100, fade_s: 0 });
  };
  return html`<label class="fp-fader">Level <input type="range" min="0" max="100" step="5" value=${percent}
    data-testid=${`fp-level-${way}`} onChange=${set} /> <span class="num">${percent} %</span></label>`;
}

/**
 * One circuit of an outlet: what is in it, and what to plug in instead.
 * @param {{way: any, library: any[], send: any}} props
 */
function Circuit({ way, library, send }) {
  const fits = library.filter(({ phases }) => phases === (way.phases?.length ?? 1));
  const [name, setName] = useState('');
  const [count, setCount] = useState(1);
  const { load } = way;
  const chosen = name || fits[0]?.load;
  const plug = () => send('loads', { way: way.id, load: chosen, ...(count > 1 ? { count } : {}) });
  return html`<section class="fp-circuit" aria-label=${way.id}>
    <h3>${way.id} <small>${(way.phases ?? []).join(' ')}</small></h3>
    ${
      load
        ? html`<p data-testid=${`fp-load-${way.id}`}><b>${load.count > 1 ? `${load.count} × ` : ''}${load.load}</b>
        ${load.failed > 0 ? html` <b class="fp-bad">${load.failed} broken</b>` : ''}
        ${load.dropped > 0 ? html` <span>${load.dropped} dropped out</span>` : ''}
        <span class="num"> ${(way.i_a ?? 0).toFixed(1)} A</span></p>
      ${h(Fader, { way: way.id, load, send })}
      <button type="button" class="button" data-testid=${`fp-pull-${way.id}`}
        onClick=${() => send('loads', { way: way.id, load: null })}>Pull the plug</button>`
        : html`<div class="fp-plug"><label class="sr" for=${`fp-what-${way.id}`}>What to plug into ${way.id}</label>
      <select id=${`fp-what-${way.id}`} data-testid=${`fp-what-${way.id}`} value=${chosen}
        onChange=${(/** @type {Event} */ event) => setName(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
        ${fits.map((each) => html`<option value=${each.load}>${each.title}</option>`)}</select>
      <input type="number" min="1" max="50" value=${count} aria-label=${`How many at ${way.id}`}
        onInput=${(/** @type {Event} */ event) => setCount(Number(/** @type {HTMLInputElement} */ (event.currentTarget).value) || 1)} />
      <button type="button" class="button main" data-testid=${`fp-plug-${way.id}`} disabled=${!chosen}
        onClick=${plug}>Plug in</button></div>`
    }</section>`;
}

/** @param {Props} props */
function LoadSheet({ at, item, panel, hands, close }) {
  const [library, setLibrary] = useState(/** @type {any[] | null} */ (null));
  const { send, shown } = useSend(hands);
  useEffect(() => {
    hands.ask('loads').then((/** @type {any} */ answer) => setLibrary(answer.library), () => setLibrary([]));
  }, []);
  const ways = panel.ways.filter((/** @type {any} */ { id }) => item.ways.includes(id));
  return h(
    Sheet,
    { title: `${item.label ?? item.ways[0]}: plug in, pull`, at, close },
    html`${shown}${library && ways.map((/** @type {any} */ way) => h(Circuit, { key: way.id, way, library, send }))}`,
  );
}

/** @param {Props} props */
function DialSheet({ at, item, panel, hands, close }) {
  const { send, shown } = useSend(hands);
  const dial = stateOf(panel, /** @type {any} */ (null)).dials.get(item.dial);
  if (!dial) return null;
  const closed = item.cover && panel.cover !== 'open';
  const why = closed ? 'Slide the cover open first.' : dial.settable ? '' : 'Not settable on this breaker.';
  const choose = async (/** @type {number | null} */ value) => {
    if (await send('panel/dial', { dial: item.dial, value })) close();
  };
  return h(
    Sheet,
    { title: `Dial ${dial.label}`, at, close },
    html`${why && html`<p class="note">${why}</p>`}${shown}
      <div class="fp-steps">${dial.steps.map(
        (/** @type {number | null} */ value) => html`<button type="button" class="button" aria-pressed=${value === dial.value}
          data-testid=${`fp-step-${value}`} disabled=${Boolean(why)} onClick=${() => choose(value)}>${step(value, dial.unit)}</button>`,
      )}</div>
      ${dial.assumed && html`<p class="note">Assumed: the maker does not say.</p>`}`,
  );
}

/** @param {Props} props */
function ModuleSheet({ at, item, panel, hands, close }) {
  const { send, shown } = useSend(hands);
  const group = panel.groups.find((/** @type {any} */ each) => each.id === item.group);
  if (!group) return null;
  const move = async (/** @type {object} */ body) => {
    if (await send('panel/module', { group: item.group, ...body })) close();
  };
  const there = group.fitted !== false;
  return h(
    Sheet,
    { title: `Output module of group ${item.group}`, at, close },
    html`<p class="note">${there ? `Fitted: ${group.module}. Switch its breakers off first.` : 'The bay is empty.'}</p>${shown}
      <div class="fp-steps">${
        there
          ? html`<button type="button" class="button" data-testid="fp-remove" onClick=${() => move({ action: 'remove' })}>Take it out</button>`
          : group.modules.map(
              (/** @type {string} */ module) => html`<button type="button" class="button" data-testid=${`fp-fit-${module}`}
          onClick=${() => move({ action: 'fit', module })}>Fit ${module}</button>`,
            )
      }</div>`,
  );
}

/** What takes two hands, and what stands nowhere on the panel. @param {Props} props */
function MoreSheet({ at, panel, hands, close }) {
  const { send, shown } = useSend(hands);
  const middle = (panel.meter?.buttons ?? []).slice(1, 3);
  const names = middle.map((/** @type {any} */ { label }) => label).join(' + ');
  const both = (/** @type {number} */ held_s) =>
    send('panel/meter_button', { buttons: middle.map((/** @type {any} */ { id }) => id), held_s });
  const feed = panel.panel_source;
  return h(
    Sheet,
    { title: 'More hands', at, close },
    html`${shown}
      ${middle.length === 2 && html`<h3>Display brightness: ${names} together</h3><div class="fp-steps">
        <button type="button" class="button" data-testid="fp-both-tap" onClick=${() => both(0.1)}>Tap both</button>
        <button type="button" class="button" data-testid="fp-both-hold" onClick=${() => both(1.2)}>Hold both</button></div>`}
      ${feed && html`<h3>Panel source</h3><p class="note">${feed.load ? `It feeds ${feed.load.load}.` : 'It feeds nothing.'}</p>
        <div class="fp-steps">
        <button type="button" class="button" onClick=${() => send('loads', { way: 'panel_source', p_w: [20000, 20000, 20000], pf: 0.95 })}>Hang 60 kW on it</button>
        <button type="button" class="button" onClick=${() => send('loads', { way: 'panel_source', load: null })}>Nothing</button></div>`}`,
  );
}

/** @type {Record<string, any>} */
export const SHEETS = { load: LoadSheet, dial: DialSheet, module: ModuleSheet, faults: FaultSheet, more: MoreSheet };
