// A JSON Schema in words a person reads: its type in a phrase, its fields as a list. Nothing of a schema is worked out that
// it does not say.

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly example?: unknown;
}

export type Fields = readonly {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  readonly note: string | undefined;
}[];

/** The component a schema is, or is a list or a choice of; null where it names none. */
export function schemaName(schema: Schema): string | null {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? null;
  if (schema.items) return schemaName(schema.items);
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return parts.map(schemaName).find((name) => name !== null) ?? null;
}

export function typeWords(schema: Schema): string {
  if (schema.$ref) return schemaName(schema) ?? 'object';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeWords).join(' or ');
  if (schema.allOf) return schema.allOf.map(typeWords).join(' and ');
  if (schema.items) return `list of ${typeWords(schema.items)}`;
  const type = schema.type === undefined ? 'any value' : [schema.type].flat().join(' or ');
  return [schema.format ? `${type} (${schema.format})` : type, ...limitWords(schema)].join(', ');
}

function limitWords({ minimum, maximum, minLength, maxLength, default: usual }: Schema): string[] {
  const words: string[] = [];
  // What JavaScript itself cannot go beyond is no limit of ours.
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) words.push(`at least ${minimum}`);
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) words.push(`at most ${maximum}`);
  if (minLength === 1) words.push('not empty');
  else if (minLength !== undefined) words.push(`at least ${minLength} characters`);
  if (maxLength !== undefined) words.push(`at most ${maxLength} characters`);
  if (usual !== undefined) words.push(`${JSON.stringify(usual)} unless set`);
  return words;
}

/**
 * Of an object, or of what all the parts of an `allOf` bring; those of an object within are named by their path. A
 * component's fields stand with the component.
 */
export function schemaFields(schema: Schema): Fields {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    { name, schema: field, isRequired: schema.required?.includes(name) ?? false, note: field.description },
    ...schemaFields(field).map((inner) => ({ ...inner, name: `${name}.${inner.name}` })),
    ...(field.items ? schemaFields(field.items) : []).map((inner) => ({
      ...inner,
      name: `${name}[].${inner.name}`,
    })),
  ]);
  return [...own, ...(schema.allOf ?? []).flatMap(schemaFields)];
}
