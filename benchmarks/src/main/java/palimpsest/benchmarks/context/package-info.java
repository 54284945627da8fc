/** What the context engine costs: a step by the length of its conversation, a run by its pruning policy. */
package palimpsest.benchmarks.context;
