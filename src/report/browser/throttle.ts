/** Calls at once, then at most every `ms` while calls keep coming; the last one is never lost. */
export function throttle(act: () => void, ms: number): () => void {
  let resting = false;
  let again = false;
  const call = (): void => {
    if (resting) {
      again = true;
      return;
    }
    resting = true;
    again = false;
    act();
    window.setTimeout(() => {
      resting = false;
      if (again) call();
    }, ms);
  };
  return call;
}
