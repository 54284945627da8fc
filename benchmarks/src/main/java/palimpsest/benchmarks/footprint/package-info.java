/** What the starter adds to an application. */
package palimpsest.benchmarks.footprint;
