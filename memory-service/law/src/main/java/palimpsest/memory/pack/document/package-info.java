/** Templates of documents, and the check of a document against one. */
package palimpsest.memory.pack.document;
