import { findProperty } from '../../model/properties.ts';

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean };

/** An expression as a tree. */
export type Condition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly values: readonly Operand[] }
  | { readonly kind: 'isNull'; readonly name: string }
  | {
      readonly kind: 'text';
      readonly test: 'CONTAINS' | 'STARTSWITH' | 'ENDSWITH';
      readonly operand: Operand;
      readonly value: string;
    };

/** True, false, or not known because a property is missing or of no use for the comparison. */
type Truth = boolean | undefined;

const numberText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A property's text as a number, when it is one. */
function asNumber(value: string | number | boolean): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'string' && numberText.test(value) ? Number(value) : undefined;
}

function asBoolean(value: string | number | boolean): boolean | undefined {
  if (typeof value === 'boolean') {
    return value;
  }
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function operandValue(operand: Operand, properties: string): string | number | boolean | undefined {
  return operand.kind === 'property' ? findProperty(properties, operand.name) : operand.value;
}

function ordered(operator: Comparison, left: number, right: number): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '<>':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function compare(operator: Comparison, left: Operand, right: Operand, properties: string): Truth {
  const a = operandValue(left, properties);
  const b = operandValue(right, properties);
  if (a === undefined || b === undefined) {
    return undefined;
  }
  const isOrder = operator !== '=' && operator !== '<>';
  if (isOrder || typeof a === 'number' || typeof b === 'number') {
    const x = asNumber(a);
    const y = asNumber(b);
    return x === undefined || y === undefined ? undefined : ordered(operator, x, y);
  }
  if (typeof a === 'boolean' || typeof b === 'boolean') {
    const x = asBoolean(a);
    const y = asBoolean(b);
    return x === undefined || y === undefined ? undefined : (x === y) === (operator === '=');
  }
  return (a === b) === (operator === '=');
}

function anyOf(conditions: readonly Condition[], properties: string): Truth {
  let unknown = false;
  for (const condition of conditions) {
    const truth = truthOf(condition, properties);
    if (truth === true) {
      return true;
    }
    unknown ||= truth === undefined;
  }
  return unknown ? undefined : false;
}

function allOf(conditions: readonly Condition[], properties: string): Truth {
  let unknown = false;
  for (const condition of conditions) {
    const truth = truthOf(condition, properties);
    if (truth === false) {
      return false;
    }
    unknown ||= truth === undefined;
  }
  return unknown ? undefined : true;
}

function isIn(operand: Operand, values: readonly Operand[], properties: string): Truth {
  let unknown = false;
  for (const value of values) {
    const truth = compare('=', operand, value, properties);
    if (truth === true) {
      return true;
    }
    // A number that is asked for among texts is simply not there.
    unknown ||= truth === undefined && operandValue(operand, properties) === undefined;
  }
  return unknown ? undefined : false;
}

function truthOf(condition: Condition, properties: string): Truth {
  switch (condition.kind) {
    case 'constant':
      return condition.value;
    case 'and':
      return allOf(condition.conditions, properties);
    case 'or':
      return anyOf(condition.conditions, properties);
    case 'not': {
      const truth = truthOf(condition.condition, properties);
      return truth === undefined ? undefined : !truth;
    }
    case 'compare':
      return compare(condition.operator, condition.left, condition.right, properties);
    case 'in':
      return isIn(condition.operand, condition.values, properties);
    case 'isNull':
      return findProperty(properties, condition.name) === undefined;
    case 'text': {
      const value = operandValue(condition.operand, properties);
      if (typeof value !== 'string') {
        return undefined;
      }
      switch (condition.test) {
        case 'CONTAINS':
          return value.includes(condition.value);
        case 'STARTSWITH':
          return value.startsWith(condition.value);
        case 'ENDSWITH':
          return value.endsWith(condition.value);
      }
    }
  }
}

/** Whether a message with this property string passes; what is not known does not. */
export function conditionHolds(condition: Condition, properties: string): boolean {
  return truthOf(condition, properties) === true;
}
