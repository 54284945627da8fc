/** The HTTP API that OpenAI's clients speak (docs/openai.md): chat completions, responses, models, embeddings. */
package palimpsest.runtime.api.openai;
