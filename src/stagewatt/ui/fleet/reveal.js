// Brings a way of the open rack before the eye once its page is there, and puts the focus on it.

const PATIENCE_MS = 15_000;
/** So many pictures in a row it must keep the focus: a dialog that closes may still take it. */
const STAYS = 10;
let wanted = 0;

/** Somebody goes on by hand: the focus is theirs. */
function stop() {
  wanted += 1;
}

/** @param {string} way */
export function reveal(way) {
  const own = (wanted += 1);
  addEventListener('keydown', stop, { once: true });
  addEventListener('pointerdown', stop, { once: true });
  const until = performance.now() + PATIENCE_MS;
  let stayed = 0;
  const look = () => {
    if (own !== wanted || performance.now() > until || stayed >= STAYS) return;
    const at = /** @type {HTMLElement | null} */ (
      document.querySelector(`[data-way="${CSS.escape(way)}"]`)
    );
    if (at && document.activeElement === at) stayed += 1;
    else if (at && !document.querySelector('dialog[open]')) {
      if (stayed === 0) at.scrollIntoView({ block: 'center' });
      at.focus();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
