/**
 * Drives the runtime through OpenAI's agents SDK over both APIs and prints what it made of it, as JSON. Arguments: the base URL, the model.
 */
import { Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

setTracingDisabled(true);
const [baseURL, modelId] = process.argv.slice(2);
// The client of the version that the SDK brings.
const { default: OpenAI } = await import(pathToFileURL(createRequire(import.meta.resolve('@openai/agents')).resolve('openai')));
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
const seen = {};

const tide = tool({
  name: 'tide', description: 'Tells the tide', parameters: z.object({ day: z.string() }), execute: async ({ day }) => `Low at six on ${day}.`,
});

for (const [name, model] of [['chat', new OpenAIChatCompletionsModel(client, modelId)], ['responses', new OpenAIResponsesModel(client, modelId)]]) {
  const pilot = new Agent({ name: 'Pilot', instructions: 'Answer briefly.', model, tools: [tide] });
  const first = await run(pilot, `When is low water by ${name}?`);
  const second = await run(pilot, [...first.history, { role: 'user', content: 'And high water?' }]);
  const streamed = await run(pilot, [...second.history, { role: 'user', content: 'Thanks.' }], { stream: true });
  let text = '';
  for await (const part of streamed.toTextStream()) text += part;
  await streamed.completed;
  const clerk = new Agent({ name: 'Clerk', model, outputType: z.object({ city: z.string(), people: z.number().int() }) });
  const formed = await run(clerk, `Describe a city by ${name}.`);
  seen[name] = { first: first.finalOutput, second: second.finalOutput, streamed: text, formed: formed.finalOutput };
}

console.log(JSON.stringify(seen));
