/** The frame that measurements run in: what a benchmark is, the command, ways to time. */
package palimpsest.benchmarks;
