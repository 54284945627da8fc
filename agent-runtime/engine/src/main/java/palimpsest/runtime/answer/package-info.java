/** From a model's answer to citations: where, in what the agent read, each quote or statement stands. */
package palimpsest.runtime.answer;
