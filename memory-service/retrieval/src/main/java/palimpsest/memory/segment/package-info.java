/** Segments that an application embeds itself, found by meaning and by metadata: beneath LangChain4j's {@code EmbeddingStore} and Spring AI's {@code VectorStore}. */
package palimpsest.memory.segment;
