/** Files that agents keep under {@code /memories}, with the commands and messages of Anthropic's memory tool (memory_20250818). */
package palimpsest.memory.file;
