/**
 * Drives the runtime through OpenAI's own client and prints what the client made of it, as JSON.
 * Arguments: the base URL, the model.
 */
import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';

const [baseURL, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 2 });
const seen = {};

const { data: completion, response } = await client.chat.completions
  .create({ model, messages: [{ role: 'user', content: 'Who keeps the key?' }] }).withResponse();
seen.content = completion.choices[0].message.content;
seen.conversation = response.headers.get('x-palimpsest-conversation');

const history = [{ role: 'user', content: 'Who keeps the key?' }, completion.choices[0].message, { role: 'user', content: 'And where?' }];
const stream = await client.chat.completions.create({ model, messages: history, stream: true, stream_options: { include_usage: true } });
seen.streamed = '';
for await (const chunk of stream) {
  seen.streamed += chunk.choices[0]?.delta?.content ?? '';
  seen.finish = chunk.choices[0]?.finish_reason ?? seen.finish;
  seen.tokens = chunk.usage?.total_tokens ?? seen.tokens;
}

const runner = client.chat.completions.runTools({
  model,
  messages: [{ role: 'user', content: 'What is 2 + 3?' }],
  tools: [{
    type: 'function',
    function: {
      name: 'add', description: 'Adds', parse: JSON.parse, function: ({ a, b }) => String(a + b),
      parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
    },
  }],
});
seen.sum = await runner.finalContent();

// The first attempt fails at the provider; the client tries again by itself.
seen.retried = (await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Try twice.' }] })).choices[0].message.content;

seen.models = (await client.models.list()).data.map((each) => each.id);
// An id that no path segment can hold as it is.
try {
  await client.models.retrieve('MISSING/any:id');
} catch (error) {
  seen.model = error.status === 404 ? /`(.*)`/.exec(error.message)[1] : error.message;
}
// The client asks for base64 and decodes it.
seen.dimensions = (await client.embeddings.create({ model: 'bge-small-en-v1.5-q', input: 'a text' })).data[0].embedding.length;

try {
  await client.chat.completions.create({ model: 'nobody', messages: [{ role: 'user', content: 'x' }] });
} catch (error) {
  seen.error = { kind: error.constructor.name, status: error.status, code: error.code, param: error.param };
}

const first = await client.responses.create({ model, input: 'Name a colour.', instructions: 'Be short.' });
seen.response = first.output_text;
const events = [];
const next = await client.responses.create({ model, input: 'Another.', previous_response_id: first.id, stream: true });
for await (const event of next) {
  events.push(event.type);
  if (event.type === 'response.completed') seen.nextResponse = event.response.output[0].content[0].text;
}
seen.responseEvents = events;
const call = await client.responses.create({ model, input: 'Add 1 and 1.', tools: [{ type: 'function', name: 'add', strict: false, parameters: { type: 'object', properties: {} } }] });
const asked = call.output.find((item) => item.type === 'function_call');
const sum = await client.responses.create({ model, previous_response_id: call.id, input: [{ type: 'function_call_output', call_id: asked.call_id, output: '2' }],
  tools: [{ type: 'function', name: 'add', strict: false, parameters: { type: 'object', properties: {} } }] });
seen.responseSum = sum.output_text;

const city = z.object({ city: z.string(), people: z.number().int() });
seen.parsed = (await client.chat.completions.parse({ model, messages: [{ role: 'user', content: 'A city?' }], response_format: zodResponseFormat(city, 'city') }))
  .choices[0].message.parsed;
seen.parsedResponse = (await client.responses.parse({ model, input: 'A city?', text: { format: zodTextFormat(city, 'city') } })).output_parsed;

console.log(JSON.stringify(seen));
