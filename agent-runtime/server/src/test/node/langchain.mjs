/**
 * Drives the runtime through LangChain.js and prints what it made of it, as JSON. Arguments: the base URL, the model.
 */
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';

const [baseURL, model] = process.argv.slice(2);
const seen = {};
const chat = (more = {}) => new ChatOpenAI({ model, apiKey: 'none', maxRetries: 0, configuration: { baseURL }, ...more });
const city = z.object({ city: z.string(), people: z.number().int() });

for (const method of ['jsonSchema', 'jsonMode', 'functionCalling']) {
  seen[method] = await chat().withStructuredOutput(city, { name: 'city', method }).invoke(`A city as JSON, by ${method}?`);
}
seen.responses = await chat({ useResponsesApi: true }).withStructuredOutput(city, { name: 'city', method: 'jsonSchema' }).invoke('A city by the Responses API?');

for (const [name, llm] of [['chat', chat()], ['responsesChat', chat({ useResponsesApi: true })]]) {
  const tide = tool(async ({ day }) => `Low at six on ${day}.`, { name: 'tide', description: 'Tells the tide', schema: z.object({ day: z.string() }) });
  const tools = llm.bindTools([tide], { parallel_tool_calls: false });
  const messages = [new HumanMessage(`When is the ${name} tide?`)];
  const called = await tools.invoke(messages);
  messages.push(called);
  for (const call of called.tool_calls) messages.push(new ToolMessage({ tool_call_id: call.id, content: await tide.invoke(call.args) }));
  const answer = await tools.invoke(messages);
  messages.push(answer, new HumanMessage('Thank you. And tomorrow?'));
  let streamed = '';
  for await (const chunk of await tools.stream(messages)) streamed += chunk.text;
  seen[name] = { calls: called.tool_calls.map((call) => call.args), answer: answer.text, streamed };
}

console.log(JSON.stringify(seen));
