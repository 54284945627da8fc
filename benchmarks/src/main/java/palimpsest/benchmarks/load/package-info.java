/** Whole runtimes under mixed traffic while their model fails, their database goes away and they are killed. */
package palimpsest.benchmarks.load;
