package palimpsest.runtime.wiring;

/** What this process is called among those that share a database. */
record RuntimeName(String value) {}
