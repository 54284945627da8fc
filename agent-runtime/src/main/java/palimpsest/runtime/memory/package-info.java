/** Hands what is said in conversations to long-term memory. */
package palimpsest.runtime.memory;
