/** Search over passages, by words and by meaning. */
package palimpsest.memory.retrieve;
