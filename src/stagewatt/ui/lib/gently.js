// Many reasons to ask, few questions: the first at once, those that come meanwhile as one.

/**
 * Something that may be asked for any number of times: it runs once, and once more after what came
 * while it ran or shortly after. Nothing that was asked for is left undone.
 * @param {() => Promise<unknown>} run never fails
 * @param {number} restMs the least time between two runs
 * @param {(run: () => void, ms: number) => unknown} later
 * @returns {() => void}
 */
export function gently(run, restMs, later = setTimeout) {
  let busy = false;
  let again = false;
  const rested = () => {
    busy = false;
    if (again) begin();
  };
  const begin = () => {
    busy = true;
    again = false;
    void run().then(() => later(rested, restMs));
  };
  return () => {
    if (busy) again = true;
    else begin();
  };
}
