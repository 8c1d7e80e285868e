// The twin's own page: a rack that is not there, and hands to train on it.

import { Refusal } from '../lib/api.js';
import { Boundary } from '../lib/boundary.js';
import { h, html, render, useEffect, useRef, useState } from '../lib/html.js';
import { choose, show, theme, THEMES } from '../lib/theme.js';
import { requestOf, Stop } from './hands.js';
import { ask, Link, STALE_MS } from './link.js';
import { stateOf } from './look.js';
import { changes, Log } from './log.js';
import { Panel } from './panel.js';

/** @typedef {import('./look.js').FrontDoc} FrontDoc */
/** @typedef {{kind: string, item: any, at: Element} | null} Wanted */

const TICK_MS = 200;
const KEPT = 60;

/** @type {(panel: any) => void} */
let heard = () => undefined;
const link = new Link((panel) => heard(panel));

/** Sheets to choose on come when asked for. */
const loadSheets = () => import('./sheets.js');

/** @param {{wanted: NonNullable<Wanted>, with: any}} props */
function Lazy({ wanted, with: props }) {
  const [sheets, setSheets] = useState(/** @type {any} */ (null));
  useEffect(() => {
    loadSheets().then(setSheets, () => undefined);
  }, []);
  return sheets ? h(sheets.SHEETS[wanted.kind], { ...wanted, ...props }) : null;
}

function Themes() {
  return html`<div class="themes" role="group" aria-label="Theme of this device">${THEMES.map(
    (name) => html`<button type="button" class="icon fp-theme" data-testid=${`theme-${name}`}
      aria-pressed=${theme.value === name} onClick=${() => choose(name)}>${name}</button>`,
  )}</div>`;
}

/** How long there was no state; null while it is live. */
function useSilence() {
  const [silent, setSilent] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    const timer = setInterval(() => {
      const age = link.ageMs();
      setSilent(age > STALE_MS ? Math.floor(age / 1000) : null);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return silent;
}

/** The newest state, and what happened on the way to it. */
function usePanel() {
  const [panel, setPanel] = useState(/** @type {any} */ (null));
  const [lines, setLines] = useState(/** @type {import('./log.js').Line[]} */ ([]));
  const kept = useRef(lines);
  const before = useRef(/** @type {any} */ (null));
  const say = (/** @type {import('./log.js').Line[]} */ more) => {
    if (!more.length) return;
    kept.current = [...kept.current, ...more].slice(-KEPT);
    setLines(kept.current);
  };
  useEffect(() => {
    heard = (next) => {
      say(changes(before.current, next));
      before.current = next;
      setPanel(next);
    };
    const wake = () => {
      if (document.visibilityState === 'visible') void link.poll();
    };
    document.addEventListener('visibilitychange', wake);
    link.start();
    return () => link.end();
  }, []);
  return { panel, lines, say };
}

/**
 * @param {(lines: import('./log.js').Line[]) => void} say
 * @param {(wanted: Wanted) => void} want
 */
function handsOf(say, want) {
  const send = async (/** @type {import('./hands.js').Request} */ { path, body }) => {
    try {
      return await link.send(path, body);
    } catch (error) {
      const refused = error instanceof Refusal;
      const text = refused ? error.message : 'The twin does not answer: what you did may still happen.';
      say([{ kind: refused ? 'refused' : 'unsure', text }]);
      throw error;
    }
  };
  return {
    ask,
    send,
    special: { e_stop: Stop },
    act: (/** @type {any} */ item, /** @type {any} */ seen, /** @type {string} */ gesture, /** @type {Element} */ at) => {
      const request = requestOf(item, seen, gesture);
      if (!request) return;
      if ('sheet' in request) want({ kind: request.sheet, item, at });
      else send(request).catch(() => undefined);
    },
  };
}

/** @param {{front: FrontDoc}} props */
function Twin({ front }) {
  const { panel, lines, say } = usePanel();
  const [wanted, want] = useState(/** @type {Wanted} */ (null));
  const silent = useSilence();
  const hands = useRef(handsOf(say, want)).current;
  const open = (/** @type {string} */ kind) => (/** @type {Event} */ event) =>
    want({ kind, item: null, at: /** @type {Element} */ (event.currentTarget) });
  const stale = silent === null ? null : `NO ANSWER FROM THE TWIN FOR ${silent} s: this is how it was`;
  return html`<div class="fp-page">
    <header class="fp-head">
      <h1><b class="fp-badge" data-testid="fp-badge">TWIN, your hands</b> ${front.title}
        <small>${panel?.printed_name ?? ''}</small></h1>
      <span class="fp-live" data-testid="fp-link">${silent === null ? (panel ? 'live' : 'starting') : 'no answer'}</span>
      <button type="button" class="button" onClick=${open('faults')} data-testid="fp-faults"
        aria-haspopup="dialog">Faults${panel?.faults?.length ? html` <b class="badge">${panel.faults.length}</b>` : ''}</button>
      <button type="button" class="button" onClick=${open('more')} data-testid="fp-more"
        aria-haspopup="dialog">More hands</button>
      ${h(Themes, {})}
    </header>
    <main class="fp-main">
      ${
        panel
          ? h(Boundary, { name: 'panel' }, h(Panel, { state: stateOf(panel, front), hands, reason: '', stale }))
          : html`<p class="hint">Asking the twin</p>`
      }
      ${h(Log, { lines, panel })}
    </main>
    ${wanted && panel && h(Boundary, { name: 'sheet', key: wanted.kind }, h(Lazy, { wanted, with: { panel, hands, close: () => want(null) } }))}
  </div>`;
}

/** @param {Element} root */
async function begin(root) {
  for (;;) {
    try {
      const front = await ask('panel/front');
      root.textContent = '';
      document.title = `TWIN ${front.title}, your hands`;
      return render(h(Twin, { front }), root);
    } catch {
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}

show();
void begin(/** @type {Element} */ (document.getElementById('app')));
