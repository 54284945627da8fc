package palimpsest.runtime.wiring;

/** Says that the database is one that this process starts and nobody else uses. */
record EmbeddedDatabase() {}
