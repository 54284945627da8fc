/** Measures how well search finds what questions need. */
package palimpsest.evaluation.retrieval;
