/** Embeddings of passages, computed in the background. */
package palimpsest.memory.embed;
