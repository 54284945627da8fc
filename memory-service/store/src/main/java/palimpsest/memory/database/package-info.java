/** The schema, its migrations, and the whole database as one file and back. */
package palimpsest.memory.database;
