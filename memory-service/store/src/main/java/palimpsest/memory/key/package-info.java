/** API keys: who a caller is, and what it may do. */
package palimpsest.memory.key;
