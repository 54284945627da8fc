package palimpsest.runtime.wiring;

/**
 * Says that the database is the embedded one.
 *
 * @param own whether this process started it
 */
record EmbeddedDatabase(boolean own) {}
