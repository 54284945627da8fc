/** Stored documents and their text. */
package palimpsest.memory.document;
