// One face of a rack: the picture, and over it what can be touched or read aloud.

import { Component, h, html, useEffect, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { run } from './clock.js';
import { HANDLED, look, MUTE, rooms } from './look.js';
import { fitted } from './zoom.js';

/** @typedef {import('./look.js').Item} Item */
/** @typedef {import('./look.js').Look} Look */
/** @typedef {import('./look.js').State} State */
/** @typedef {import('./zoom.js').Box} Box */
/**
 * Who may touch: `act` is told of a gesture (press, up, down), `special` are controls of its own
 * for some kinds. Without hands nothing answers, and `reason` says why.
 * @typedef {{act: (item: Item, look: Look, gesture: string, at: Element) => void,
 *   special: Record<string, any>}} Hands
 * @typedef {{draw: Record<string, any>, defs: () => any, said: typeof import('./words.js').said}} Pens
 */

/** Levers and dials have places between which they are moved. */
const SLIDERS = new Set(['breaker', 'main', 'knob', 'dial']);
const LEVER = ['down', 'middle', 'up'];
/** Of `.fp-scroll`, left and right together, in px. */
const PADDING = 8;

/** @returns {Promise<Pens>} how everything is drawn and told: loaded with the first face */
export async function pens() {
  const parts = [import('./draw.js'), import('./plugs.js'), import('./words.js')];
  const [own, plugs, { said }] = /** @type {any[]} */ (await Promise.all(parts));
  return { draw: { ...own.DRAW, ...plugs.PLUGS }, defs: own.defs, said };
}

/**
 * Drawn again only when what it shows is another.
 * @extends {Component<{item: Item, look: Look, mark: string, pen: any, title: string}, {}>}
 */
class Part extends Component {
  /** @param {{mark: string, item: Item}} next */
  shouldComponentUpdate(next) {
    return next.mark !== this.props.mark || next.item !== this.props.item;
  }

  /** @override */
  render() {
    const { item, look: seen, pen, title } = this.props;
    return html`<g transform=${`translate(${item.x} ${item.y})`}>${pen?.(item, seen, title)}</g>`;
  }
}

/**
 * Where an item lies on the page, as styles.
 * @param {Box} item
 * @param {Box} box
 */
function place(item, box) {
  const share = (/** @type {number} */ part, /** @type {number} */ all) =>
    `${((part / all) * 100).toFixed(3)}%`;
  return {
    left: share(item.x - box.x, box.w),
    top: share(item.y - box.y, box.h),
    width: share(item.w, box.w),
    height: share(item.h, box.h),
  };
}

/**
 * What a slider says of itself.
 * @param {Item} item
 * @param {Look} seen
 * @param {string} state
 */
function slider({ kind }, seen, state) {
  const known = { role: 'slider', 'aria-valuetext': state, 'aria-valuemin': 0 };
  if (kind === 'knob') {
    return { ...known, 'aria-valuemax': 100, 'aria-valuenow': Math.round((seen.value ?? 0) * 100) };
  }
  if (kind === 'dial') {
    return { ...known, 'aria-valuemax': seen.steps.length, 'aria-valuenow': seen.at + 1 };
  }
  const at = seen.position === null ? 1 : LEVER.indexOf(seen.position);
  return { ...known, 'aria-valuemax': 2, 'aria-valuenow': at, 'aria-orientation': 'vertical' };
}

/** @type {Record<string, string>} */
const KEYS = { ArrowUp: 'up', ArrowRight: 'up', ArrowDown: 'down', ArrowLeft: 'down' };

/**
 * @typedef {{item: Item, look: Look, mark: string, box: Box, hands: Hands | null, reason: string,
 *   said: Pens['said']}} ControlProps
 * @extends {Component<ControlProps, {}>}
 */
class Control extends Component {
  /** @param {ControlProps} next */
  shouldComponentUpdate(next) {
    const { mark, item, box, hands } = this.props;
    return next.mark !== mark || next.item !== item || next.box !== box || next.hands !== hands;
  }

  /** @override */
  render() {
    const { item, look: seen, box, hands, reason, said } = this.props;
    const { name, state } = said(item, seen);
    const style = place(item, box);
    const testid = `fp-${item.id}`;
    const label = state ? `${name}: ${state}` : name;
    if (!HANDLED.has(item.kind)) {
      return html`<div role="img" aria-label=${label} class="fp-seen" style=${style}
        data-testid=${testid}></div>`;
    }
    const special = hands?.special[item.kind];
    if (special) return h(special, { item, look: seen, hands, style, label, testid });
    const slides = SLIDERS.has(item.kind);
    const attributes = slides
      ? { 'aria-label': name, ...slider(item, seen, state) }
      : { 'aria-label': label };
    const act = (/** @type {string} */ gesture) => (/** @type {Event} */ event) =>
      hands?.act(item, seen, gesture, /** @type {Element} */ (event.currentTarget));
    const key = (/** @type {KeyboardEvent} */ event) => {
      const gesture = slides ? KEYS[event.key] : undefined;
      if (!gesture) return;
      event.preventDefault();
      act(gesture)(event);
    };
    return html`<button type="button" class="fp-hand" style=${style} data-testid=${testid}
      data-kind=${item.kind} ...${attributes} disabled=${hands === null}
      title=${hands === null ? reason : undefined} onClick=${act('press')} onKeyDown=${key}></button>`;
  }
}

/**
 * Zones to come closer to, where their parts are too small for a finger.
 * @param {import('./look.js').FaceDoc} face
 * @param {Box} box
 * @param {(zone: string) => void} come
 */
function doors(face, box, come) {
  return rooms(face).map(
    (zone) => html`<button type="button" class="fp-door" key=${zone.id} style=${place(zone, box)}
      data-testid=${`fp-door-${zone.id}`} aria-label=${`${zone.title}: come closer`}
      onClick=${() => come(zone.id)}></button>`,
  );
}

/**
 * The bare panel: metal, rails with their screws, the frames of its zones and what is printed.
 * @param {import('./look.js').FaceDoc} face
 */
function sheetMetal({ w, h: tall, zones }) {
  const rail = Math.min(14, w * 0.03);
  const screws = Array.from({ length: Math.max(2, Math.round(tall / 133.35)) + 1 }, (_, k) => k);
  const gap = (tall - 20) / (screws.length - 1);
  return html`<g>
    <rect width=${w} height=${tall} rx="3" fill="url(#fp-face)" />
    ${[0, w - rail].map((x) => html`<g>
      <rect x=${x} width=${rail} height=${tall} fill="url(#fp-rail)" opacity=".5" />
      ${screws.map((k) => html`<g transform=${`translate(${x + rail / 2} ${10 + k * gap})`}>
        <circle r="3.6" fill="url(#fp-metal)" stroke="#3a4046" stroke-width=".5" />
        <path d="M-2 0H2M0 -2V2" stroke="#2b2f33" stroke-width=".8" /></g>`)}</g>`)}
    ${zones.map((zone) => html`<g key=${zone.id}>
      <rect x=${zone.x} y=${zone.y} width=${zone.w} height=${zone.h} rx="2.5" fill="#000" opacity=".18" />
      <rect x=${zone.x} y=${zone.y} width=${zone.w} height=${zone.h} rx="2.5" fill="none" stroke="#aeb7bf"
        stroke-opacity=".34" stroke-width=".6" />
      ${zone.marks.map((mark) => html`<text x=${mark.x} y=${mark.y} font-size=${mark.size} class="fp-print"
        text-anchor=${mark.middle ? 'middle' : 'start'}>${mark.text}</text>`)}</g>`)}
    <rect x=".4" y=".4" width=${w - 0.8} height=${tall - 0.8} rx="3" fill="none" stroke="#000"
      stroke-opacity=".6" /></g>`;
}

/** The room there is for a face, in pixels. */
function useSpace() {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  const [space, setSpace] = useState({ width: 360, height: 600 });
  const kept = useRef(space);
  useLayoutEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    const measure = () => {
      const next = { width: own.clientWidth - PADDING, height: Math.max(320, innerHeight - 190) };
      const { width, height } = kept.current;
      if (width === next.width && height === next.height) return;
      kept.current = next;
      setSpace(next);
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(own);
    return () => watch.disconnect();
  }, []);
  return { el, space };
}

/**
 * @param {{state: State, side: 'front' | 'rear', zone: string | null, hands: Hands | null,
 *   reason: string, pen: Pens, come: (zone: string | null) => void}} props
 */
export function Face({ state, side, zone, hands, reason, pen, come }) {
  const { el, space } = useSpace();
  const face = state.front.faces[side];
  const { box, scale, items, touch } = fitted(face, zone, space);
  const kept = useRef({ key: '', box });
  const key = `${side} ${zone}`;
  if (kept.current.key !== key) kept.current = { key, box };
  useEffect(() => run(/** @type {HTMLElement} */ (el.current)), []);
  const seen = items
    .map((item) => ({ item, look: look(item, state) }))
    .filter(({ look: each }) => !each.out)
    .map((each) => ({ ...each, mark: JSON.stringify(each.look) }));
  const { title } = state.front;
  return html`<div class="fp-scroll" ref=${el} tabindex="0" role="region" aria-label=${`${side} of ${title}`}>
    <div class="fp-face" style=${{ width: `${box.w * scale}px`, height: `${box.h * scale}px` }}
      data-testid="fp-face" data-side=${side} data-touch=${touch ? 'yes' : 'no'}>
      <svg viewBox=${`${box.x} ${box.y} ${box.w} ${box.h}`} aria-hidden="true" class="fp-picture">
        ${pen.defs()}${sheetMetal(face)}
        ${seen.map((each) => h(Part, { key: each.item.id, ...each, title, pen: pen.draw[each.item.kind] }))}
      </svg>
      ${
        touch
          ? seen
              .filter(({ item }) => !MUTE.has(item.kind))
              .map((each) =>
                h(Control, { key: each.item.id, ...each, box: kept.current.box, hands, reason, said: pen.said }),
              )
          : doors(face, box, come)
      }
    </div>
  </div>`;
}
