/** Orders candidates of a search by how well they answer the question. */
package palimpsest.memory.rerank;
