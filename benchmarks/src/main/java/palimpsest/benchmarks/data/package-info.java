/** What benchmarks run on: a temporary database and generated documents. */
package palimpsest.benchmarks.data;
