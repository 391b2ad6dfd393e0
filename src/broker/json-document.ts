/** A JSON object whose fields are not known beforehand. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as an object; an empty one when it is missing or something else. */
export function objectField(parent: JsonObject, name: string): JsonObject {
  const value = valueField(parent, name);
  return isObject(value) ? value : {};
}

/** Undefined when the field is missing. */
export function valueField(parent: JsonObject, name: string): unknown {
  return Object.hasOwn(parent, name) ? parent[name] : undefined;
}

export function numberField(parent: JsonObject, name: string, otherwise: number): number {
  const value = valueField(parent, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

export function booleanField(parent: JsonObject, name: string, otherwise: boolean): boolean {
  const value = valueField(parent, name);
  return typeof value === 'boolean' ? value : otherwise;
}

export function stringField(parent: JsonObject, name: string, otherwise: string): string {
  const value = valueField(parent, name);
  return typeof value === 'string' ? value : otherwise;
}

/** RocketMQ's version of a file: the counter grows with each change. */
export function nextDataVersion(document: JsonObject, now: number): JsonObject {
  const version = objectField(document, 'dataVersion');
  return {
    ...version,
    counter: numberField(version, 'counter', 0) + 1,
    stateVersion: numberField(version, 'stateVersion', 0),
    timestamp: now,
  };
}
