/** Measures a verifier on cases that are generated: what it finds, and what it takes for a mistake that is none. */
package palimpsest.evaluation.verification;
