// What is typed for the search while its field does not have the focus: no key of it is lost.

/** @type {string[]} */
let waiting = [];
/** @type {((key: string) => void) | null} */
let field = null;

const NAMED = ['Backspace', 'Enter', 'ArrowDown', 'ArrowUp'];

/**
 * Whether the search makes something of a key.
 * @param {string} key
 */
export function isTyped(key) {
  return key.length === 1 || NAMED.includes(key);
}

/**
 * Take a key that was meant for the field: at once where there is one, else it waits for it.
 * @param {string} key
 */
export function typed(key) {
  if (field) field(key);
  else waiting.push(key);
}

/**
 * Be the field: take all keys that waited for it, then each as it comes; returns the end of it.
 * @param {(key: string) => void} take
 */
export function listen(take) {
  field = take;
  for (const key of waiting.splice(0)) take(key);
  return () => {
    field = null;
  };
}

/** A search begins: what was typed for one that never came up is none of its business. */
export function forget() {
  waiting = [];
}

/**
 * A text after a key was typed at its end; null for a key that writes nothing.
 * @param {string} text
 * @param {string} key
 */
export function written(text, key) {
  if (key === 'Backspace') return [...text].slice(0, -1).join('');
  return [...key].length === 1 ? text + key : null;
}
