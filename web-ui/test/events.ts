import type { EventName, EventOf, RunEvent } from '../src/api/types';

/** Writes a conversation's events one after another, numbered as the runtime numbers them. */
export class Script {
  readonly events: RunEvent[] = [];
  #run: string | null = null;

  run(id: string | null): this {
    this.#run = id;
    return this;
  }

  add<K extends EventName>(event: K, data: Partial<EventOf<K>>): this {
    const seq = this.events.length + 1;
    this.events.push({ event, conversation_id: 'c', run_id: this.#run, seq, at: '2026-01-01T00:00:00Z', ...data } as unknown as RunEvent);
    return this;
  }

  call(msgId: number, name: string, args: object | string, text: string | null = null): this {
    const json = typeof args === 'string' ? args : JSON.stringify(args);
    return this.add('tool_call', { msg_id: msgId, text, calls: [{ id: `call-${msgId}`, name, arguments: json }] });
  }

  result(msgId: number, tool: string, result: Record<string, unknown>, tokens: number, error = false): this {
    return this.add('tool_result', { msg_id: msgId, invoking_msg_id: msgId - 1, tool, call_id: `call-${msgId - 1}`, result, tokens, error });
  }

  budget(requestTokens: number): this {
    return this.add('budget', { request_tokens: requestTokens, window: 32000, available_tokens: 27904 - requestTokens, messages: 2, pruned_messages: 0 });
  }

  answer(text: string): this {
    return this.add('answer', {
      answer: text, citations: [], steps: 3, document_tokens: 1000, tokens_read: 400, peak_request_tokens: 900, total_request_tokens: 1800,
      pruned_messages: 1, notes: [], model: 'extractive', language_model: false, found: true, stopped_by: 'finish',
    });
  }
}

/** A run that reads a chunk, notes it, scrapes it off and answers. */
export function oneRun(): Script {
  return new Script().run('r1')
    .add('message', { content: 'Where is the key?' })
    .add('step', { step: 1, model: 'extractive' }).budget(500)
    .call(1, 'readChunk', { chunk_id: 7 }, 'I read chunk 7.').result(2, 'readChunk', { retrieved_chunk: [] }, 400)
    .add('step', { step: 2, model: 'extractive' }).budget(900)
    .call(3, 'note', { key: 'key', summary: 's', content: 'c' }).result(4, 'note', { status: 'success' }, 20)
    .add('note', { operation: 'written', key: 'key', summary: 's', content: 'c' })
    .add('step', { step: 3, model: 'extractive' }).budget(940)
    .call(5, 'deleteContext', { msg_id: 2 }).result(6, 'deleteContext', { status: 'success' }, 25)
    .add('prune', { msg_id: 2, role: 'tool', by: 'agent', reason: null, tokens_saved: 360 })
    .add('prune', { msg_id: 1, role: 'assistant', by: 'runtime', reason: 'room', tokens_saved: 10 })
    .add('nudge', { content: 'Say something.' })
    .answer('Under the step.');
}

/** A generator of pseudo-random numbers in [0, 1), the same ones for the same seed. */
export function randoms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
