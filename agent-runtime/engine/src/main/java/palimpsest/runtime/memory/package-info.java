/** Between conversations and long-term memory: hands on what is said, and recalls it for a question. */
package palimpsest.runtime.memory;
