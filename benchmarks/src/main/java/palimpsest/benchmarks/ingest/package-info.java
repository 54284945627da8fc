/** Ingestion against its engines alone. */
package palimpsest.benchmarks.ingest;
