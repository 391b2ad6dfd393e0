/** Milliseconds in one unit of `grpc-timeout`. */
const unitMs: ReadonlyMap<string, number> = new Map([
  ['H', 3_600_000],
  ['M', 60_000],
  ['S', 1_000],
  ['m', 1],
  ['u', 1e-3],
  ['n', 1e-6],
]);

const timeoutPattern = /^([0-9]{1,8})([HMSmun])$/;

/**
 * The milliseconds that a `grpc-timeout` header gives: at most eight digits and one unit. Undefined for anything else.
 * The result is a double and never passes through 32 bits: clients send up to `31535999M`, sixty years.
 */
export function parseGrpcTimeout(text: string): number | undefined {
  const match = timeoutPattern.exec(text);
  const unit = unitMs.get(match?.[2] ?? '');
  if (match === null || unit === undefined) {
    return undefined;
  }
  return Number(match[1]) * unit;
}
