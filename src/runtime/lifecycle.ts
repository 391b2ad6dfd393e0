/** Calls `stop` at the first SIGTERM or SIGINT and `abandon` at the second; gives back a function that ends the watch. */
export function onStopSignals(
  stop: (signal: NodeJS.Signals) => void,
  abandon: (signal: NodeJS.Signals) => void,
): () => void {
  let asked = false;
  const listener = (signal: NodeJS.Signals) => {
    if (asked) {
      abandon(signal);
      return;
    }
    asked = true;
    stop(signal);
  };
  process.on('SIGTERM', listener);
  process.on('SIGINT', listener);
  return () => {
    process.off('SIGTERM', listener);
    process.off('SIGINT', listener);
  };
}
