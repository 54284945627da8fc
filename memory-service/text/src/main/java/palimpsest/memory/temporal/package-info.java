/** Finds dates that people speak of, and says which days they mean. */
package palimpsest.memory.temporal;
