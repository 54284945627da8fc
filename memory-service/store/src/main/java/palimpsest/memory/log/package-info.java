/** The append-only log of events. */
package palimpsest.memory.log;
