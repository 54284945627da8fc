/** Reranking by attention against embedding the same passages. */
package palimpsest.benchmarks.rerank;
