/** What an index over many embeddings costs, and how fast it answers. */
package palimpsest.benchmarks.scale;
