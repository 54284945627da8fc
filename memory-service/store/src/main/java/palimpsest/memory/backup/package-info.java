/** The whole database as one file, and back. */
package palimpsest.memory.backup;
