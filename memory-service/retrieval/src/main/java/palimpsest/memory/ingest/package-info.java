/** Files and uploads become documents: reading, dividing into passages, storing. */
package palimpsest.memory.ingest;
