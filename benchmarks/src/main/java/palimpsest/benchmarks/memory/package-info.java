/** What long-term memory costs of a user who has said little and of one who has said much. */
package palimpsest.benchmarks.memory;
