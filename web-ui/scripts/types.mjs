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

const types = await openapiTS(description, { emptyObjectsUnknown: true });
const events = Object.keys(description.components.schemas.Event.discriminator.mapping).filter((each) => each !== 'tokens');
writeFileSync(join(home, 'src', 'api', 'schema.ts'), `// Written by scripts/types.mjs from api/openapi.json: change nothing here.
${astToString(types)}
export const EVENT_NAMES = ${JSON.stringify(events)} as const;
`);
