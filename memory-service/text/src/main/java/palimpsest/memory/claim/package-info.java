/** Finds in a text what can be compared with a source: quotes, numbers with their units, dates and times of day. Without a language model. */
package palimpsest.memory.claim;
