/** The schema of the house. */
package palimpsest.memory.database;
