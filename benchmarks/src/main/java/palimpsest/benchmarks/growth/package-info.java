/** What the same work costs after a little and after much has happened. */
package palimpsest.benchmarks.growth;
