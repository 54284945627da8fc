/** Stored documents, their text, and the chunks that a model asked for when it built an index: computed and never stored. */
package palimpsest.memory.document;
