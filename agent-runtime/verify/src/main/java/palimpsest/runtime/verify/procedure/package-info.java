/** Procedural compliance: is this step allowed in the hearing, and what is missing (LawThinker, arXiv 2602.12056)? */
package palimpsest.runtime.verify.procedure;
