/** Search against plain SQL. */
package palimpsest.benchmarks.search;
