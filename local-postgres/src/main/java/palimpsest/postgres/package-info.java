/** A real PostgreSQL with pgvector as a supervised child process, for those who run without a database server. */
package palimpsest.postgres;
