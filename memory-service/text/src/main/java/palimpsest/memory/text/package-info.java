/** Tokens and characters: counting, locating and cutting by Unicode code points. */
package palimpsest.memory.text;
