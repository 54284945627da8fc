package palimpsest.postgres;

/** Which PostgreSQL a data directory is served by. One that holds data of either kind keeps its kind. */
public enum EmbeddedKind {
  /** A new directory: the machine's own PostgreSQL where one can be used, PGlite otherwise. */
  AUTO,
  /** The PostgreSQL 15 or newer, with pgvector 0.7 or newer, that is installed on this machine; not as root. */
  NATIVE,
  /** The PostgreSQL that comes with this library, and needs Node.js. */
  PGLITE
}
