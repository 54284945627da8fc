/** What a conversation's events amount to up to a point: derived from the log, never in its place. */
package palimpsest.memory.checkpoint;
