/**
 * Drives the runtime through the AI SDK, with its default provider for OpenAI (/v1/responses) and with the one for compatible servers
 * (/v1/chat/completions), and prints what the SDK made of it, as JSON. Arguments: the base URL, the model.
 */
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

// Its warnings go to the standard output, which is JSON here.
globalThis.AI_SDK_LOG_WARNINGS = false;
const [baseURL, modelId] = process.argv.slice(2);
const seen = {};

const city = z.object({ city: z.string(), people: z.number().int() });
const ferry = tool({
  description: 'Tells when the ferry goes',
  inputSchema: z.object({ harbour: z.string() }),
  execute: async ({ harbour }) => `The ferry of ${harbour} goes at nine.`,
});

async function drive(name, model) {
  const own = (seen[name] = {});
  const conversations = [];
  const messages = [{ role: 'user', content: `Who keeps the ${name} lighthouse?` }];
  const first = await generateText({ model, messages });
  conversations.push(first.response.headers['x-palimpsest-conversation']);
  messages.push(...first.response.messages, { role: 'user', content: 'Since when?' });
  const second = await generateText({ model, messages });
  conversations.push(second.response.headers['x-palimpsest-conversation']);
  messages.push(...second.response.messages, { role: 'user', content: 'And before?' });
  const third = streamText({ model, messages });
  own.streamed = '';
  for await (const part of third.textStream) own.streamed += part;
  const streamed = await third.response;
  conversations.push(streamed.headers['x-palimpsest-conversation']);
  messages.push(...streamed.messages, { role: 'user', content: 'How do I get there?' });
  const looked = await generateText({ model, messages, tools: { ferry }, stopWhen: stepCountIs(5) });
  conversations.push(...looked.steps.map((step) => step.response.headers['x-palimpsest-conversation']));
  own.texts = [first.text, second.text, looked.text];
  own.results = looked.steps.flatMap((step) => step.toolResults.map((result) => result.output));
  own.faults = looked.steps.flatMap((step) => step.content.filter((part) => part.type === 'tool-error')).length;
  own.conversations = conversations;

  own.object = (await generateObject({ model, schema: city, prompt: 'Describe a city.' })).object;
  const chosen = await generateText({ model, prompt: 'When does it go?', tools: { ferry }, toolChoice: { type: 'tool', toolName: 'ferry' } });
  own.chosen = chosen.toolCalls.map((call) => [call.toolName, call.input]);
}

await drive('responses', createOpenAI({ baseURL, apiKey: 'none' })(modelId));
await drive('chat', createOpenAICompatible({ name: 'palimpsest', baseURL, apiKey: 'none', supportsStructuredOutputs: true })(modelId));

const plain = createOpenAICompatible({ name: 'palimpsest', baseURL, apiKey: 'none' })(modelId);
seen.jsonObject = (await generateObject({ model: plain, schema: city, prompt: 'Describe a town.' })).object;
try {
  await generateObject({ model: plain, schema: city, prompt: 'Describe a village.', maxRetries: 0 });
} catch (error) {
  seen.error = { status: error.statusCode, code: error.data?.error?.code ?? JSON.parse(error.responseBody).error.code };
}

console.log(JSON.stringify(seen));
