/**
 * Writes src/api/schema.ts from the committed description of the API (api/openapi.json): the types of openapi-typescript, and the names of
 * the events. A test of the runtime fails when the description is not the served one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const description = JSON.parse(readFileSync(join(home, 'api', 'openapi.json'), 'utf8'));

/**
 * The runtime says of every field of a Java record that it may be null, as it can't tell which never is. The page reads the fields of these
 * schemas as they come, and names those that may be missing itself; schemas that are written by hand, such as events, keep what they say.
 */
const withoutNull = (property) => {
  if (Array.isArray(property.type)) property.type = property.type.filter((each) => each !== 'null');
  if (Array.isArray(property.type) && property.type.length === 1) [property.type] = property.type;
  if (Array.isArray(property.enum)) property.enum = property.enum.filter((each) => each !== null);
  if (Array.isArray(property.oneOf) && property.oneOf.length === 2 && property.oneOf[1].type === 'null') {
    Object.assign(property, property.oneOf[0]);
    delete property.oneOf;
  }
  if (property.items) withoutNull(property.items);
};
for (const [name, schema] of Object.entries(description.components.schemas)) {
  if (/(View|Line)$/.test(name) && name !== 'WindowLine') Object.values(schema.properties ?? {}).forEach(withoutNull);
}
const types = await openapiTS(description, { propertiesRequiredByDefault: true, emptyObjectsUnknown: true });
const events = Object.keys(description.components.schemas.Event.discriminator.mapping).filter((each) => each !== 'tokens');
writeFileSync(join(home, 'src', 'api', 'schema.ts'), `// Written by scripts/types.mjs from api/openapi.json: change nothing here.
${astToString(types)}
export const EVENT_NAMES = ${JSON.stringify(events)} as const;
`);
